import BenchmarkKit

/// How many calls a turn of one row has: as many as fit into its time.
struct NotifierTurn: Sendable {
    private static let mostCalls = 1 << 30

    private let subject: any NotifierSubject
    let calls: Int

    /// Finds the number; that also finds caches and branches as the turns will.
    init(_ subject: any NotifierSubject, seconds: Double) {
        self.subject = subject
        let goal = max(Double(Ticks.count(nanoseconds: seconds * 1e9)), 1)
        var calls = 1
        var ticks = Self.leastTicks(subject, calls)
        // One call, cold, says nothing; from half of the time on the rest is a rule of three.
        while ticks < goal / 2, calls < Self.mostCalls {
            calls *= 2
            ticks = Self.leastTicks(subject, calls)
        }
        self.calls = max(1, min(Self.mostCalls, Int(Double(calls) * goal / max(ticks, 1))))
    }

    /// The least of several: a thread that loses its processor meanwhile would leave the row with turns of few calls, and cold ones.
    private static func leastTicks(_ subject: any NotifierSubject, _ calls: Int) -> Double {
        Double((0..<3).map { _ in subject.time(calls) }.min() ?? 0)
    }

    /// Nanoseconds a call.
    func measure() -> Double {
        Double(subject.time(calls)) * Ticks.nanosecondsPerTick / Double(calls)
    }
}
