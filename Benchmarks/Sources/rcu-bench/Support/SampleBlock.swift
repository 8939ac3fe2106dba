import BenchmarkKit

/// One turn of one row: so many samples, or fewer where its time is up first.
struct SampleBlock: Sendable {
    let samples: Int
    let seconds: Double

    /// Times `operation`, which says itself how many ticks it took; at least once, after one that does not count: the
    /// first finds caches and processors as another's turn has left them.
    @inline(__always)
    func fill(_ latencies: inout LatencyHistogram, _ operation: () -> UInt64) {
        _ = operation()
        var clock = SampleClock(self)
        repeat { latencies.record(ticks: operation()) } while clock.hasMore()
    }

    /// The same for what suspends.
    @inline(__always)
    func fill(_ latencies: inout LatencyHistogram, _ operation: () async -> UInt64) async {
        _ = await operation()
        var clock = SampleClock(self)
        repeat { latencies.record(ticks: await operation()) } while clock.hasMore()
    }
}
