import BenchmarkKit

/// How long passes through a sequence took.
struct PassTiming: Sendable {
    /// Pairs of all threads.
    var pairs = 0
    /// From the first thread's start to the last one's end.
    var elapsedTicks: UInt64 = 0
    /// The threads' times, added up.
    var threadTicks: UInt64 = 0

    /// What a pair costs the thread that runs it.
    var nanosecondsPerPair: Double? {
        pairs > 0 ? Double(threadTicks) * Ticks.nanosecondsPerTick / Double(pairs) : nil
    }

    var pairsPerSecond: Double? {
        elapsedTicks > 0 ? Double(pairs) * 1e9 / (Double(elapsedTicks) * Ticks.nanosecondsPerTick) : nil
    }

    init() {}

    /// - Parameter spans: When each thread began and ended.
    init(pairsPerThread: Int, spans: [(began: UInt64, ended: UInt64)]) {
        pairs = pairsPerThread * spans.count
        threadTicks = spans.reduce(0) { $0 + ($1.ended - $1.began) }
        elapsedTicks = (spans.map(\.ended).max() ?? 0) - (spans.map(\.began).min() ?? 0)
    }

    static func += (left: inout PassTiming, right: PassTiming) {
        left.pairs += right.pairs
        left.elapsedTicks += right.elapsedTicks
        left.threadTicks += right.threadTicks
    }
}
