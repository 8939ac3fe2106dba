internal import ReadCopyUpdate

/// A wait for open invalidations: since when, and when it is next reported who holds them open.
struct MemoryWaitWatch: Sendable {
    private let began = MonotonicTime.now
    private let wait: MemoryStall.Wait
    private let notifiers: MemoryNotifiers
    private var next: Int64

    init(_ wait: MemoryStall.Wait, _ notifiers: MemoryNotifiers) {
        self.wait = wait
        self.notifiers = notifiers
        next = max(1, notifiers.configuration.stallLimit.wholeNanoseconds)
    }

    /// Reports if the limit has been reached, and next at twice that age.
    mutating func reportIfDue() {
        let age = began.elapsed
        guard next <= age else { return }
        while next <= age { next = next > .max / 2 ? .max : next * 2 }
        let stall = MemoryStall(wait: wait, age: .nanoseconds(age), holders: holders)
        notifiers.configuration.stallHandler(stall)
    }

    /// How long to sleep: until the next report, or the deadline if that is earlier.
    func nanosecondsLeft(until deadline: ContinuousClock.Instant?) -> Int64 {
        let untilReport = max(0, next - began.elapsed)
        guard let deadline else { return untilReport }
        return min(untilReport, max(0, ContinuousClock.now.duration(to: deadline).wholeNanoseconds))
    }

    /// The error of a wait that ended at its deadline.
    var timedOut: MemoryNotifierError {
        .timedOut(after: .nanoseconds(began.elapsed), holders: holders)
    }

    private var holders: [MemoryHolder] {
        switch wait {
        case .registration: return notifiers.index.holders
        case .reader(let addresses):
            let holders = notifiers.index.holders(of: addresses)
            // None of these addresses: it waits for another thread, which registers or undoes something, and may wait for any.
            return holders.isEmpty ? notifiers.index.holders : holders
        }
    }
}
