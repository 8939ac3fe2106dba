internal import Synchronization

/// Counts latencies by their power of two, for one writer at a time and any reader.
final class LatencyBuckets: @unchecked Sendable {
    private let buckets: UnsafeMutablePointer<Atomic<UInt64>>
    private let longest = Atomic<Int64>(0)

    init() {
        buckets = .allocate(capacity: RCU.LatencyHistogram.bucketCount)
        for index in 0..<RCU.LatencyHistogram.bucketCount { (buckets + index).initialize(to: Atomic(0)) }
    }

    deinit { buckets.deallocate() }

    func record(nanoseconds: Int64) {
        let bucket = buckets + RCU.LatencyHistogram.bucket(of: nanoseconds)
        bucket.pointee.store(bucket.pointee.load(ordering: .relaxed) + 1, ordering: .relaxed)
        if nanoseconds > longest.load(ordering: .relaxed) { longest.store(nanoseconds, ordering: .relaxed) }
    }

    var histogram: RCU.LatencyHistogram {
        RCU.LatencyHistogram(
            counts: (0..<RCU.LatencyHistogram.bucketCount).map { buckets[$0].load(ordering: .relaxed) },
            longest: .nanoseconds(longest.load(ordering: .relaxed))
        )
    }
}
