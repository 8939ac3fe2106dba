import Histogram

/// Latencies in ticks, kept in an HdrHistogram, told in nanoseconds.
public struct LatencyHistogram: Sendable {
    // Covers 2^42 ticks, some twenty minutes; fixed from the start, so that recording never allocates.
    private var ticks = Histogram<UInt64>(highestTrackableValue: 1 << 42, numberOfSignificantValueDigits: .three)

    /// How many operations one recorded value stands for.
    private let operationsPerSample: Double

    public init(operationsPerSample: Int = 1) {
        self.operationsPerSample = Double(operationsPerSample)
    }

    public mutating func record(ticks value: UInt64) {
        ticks.record(min(value, ticks.highestTrackableValue))
    }

    /// Records a latency, and with it those of the operations that would have begun meanwhile, had nothing kept them.
    public mutating func record(ticks value: UInt64, expectedEvery interval: UInt64) {
        ticks.recordCorrectedValue(min(value, ticks.highestTrackableValue), expectedInterval: interval)
    }

    public mutating func add(_ other: LatencyHistogram) {
        ticks.add(other.ticks)
    }

    /// Samples recorded.
    public var count: Int { Int(ticks.totalCount) }

    public var isEmpty: Bool { ticks.totalCount == 0 }

    /// Nanoseconds at the percentile, or nil where nothing was recorded.
    public func nanoseconds(percentile: Double) -> Double? {
        isEmpty ? nil : nanoseconds(Double(ticks.valueAtPercentile(percentile)))
    }

    public var meanNanoseconds: Double? { isEmpty ? nil : nanoseconds(ticks.mean) }

    public var maximumNanoseconds: Double? { isEmpty ? nil : nanoseconds(Double(ticks.max)) }

    private func nanoseconds(_ ticks: Double) -> Double {
        ticks * Ticks.nanosecondsPerTick / operationsPerSample
    }
}
