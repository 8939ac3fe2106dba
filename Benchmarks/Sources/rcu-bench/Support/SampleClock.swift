import BenchmarkKit

/// Counts the samples of one block and looks at its time, in between and not within them.
struct SampleClock {
    private var left: Int
    private let end: UInt64

    init(_ block: SampleBlock) {
        left = block.samples
        // Before the look at the clock: the first conversion measures the clock, which takes a while.
        let length = Ticks.count(nanoseconds: block.seconds * 1e9)
        end = Ticks.now &+ length
    }

    mutating func hasMore() -> Bool {
        left -= 1
        return left > 0 && Ticks.now < end
    }
}
