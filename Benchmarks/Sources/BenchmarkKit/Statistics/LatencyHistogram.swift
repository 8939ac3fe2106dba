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

    public mutating func add(_ other: LatencyHistogram) {
        ticks.add(other.ticks)
    }

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
