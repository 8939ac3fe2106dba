internal import Synchronization

/// What the grace periods of this process have been like. Written by whoever leads a round, so by one thread at a time.
final class GracePeriodRecord: Sendable {
    private let heavyFences = Atomic<UInt64>(0)
    private let readersSleptFor = Atomic<UInt64>(0)
    private let stalls = Atomic<UInt64>(0)
    private let beganAt = Atomic<Int64>(0)
    private let latencies = LatencyBuckets()

    func begin(at time: MonotonicTime) { beganAt.store(time.nanoseconds, ordering: .relaxed) }

    func end(began: MonotonicTime) {
        latencies.record(nanoseconds: began.elapsed)
        beganAt.store(0, ordering: .relaxed)
    }

    func countHeavyFence() { heavyFences.wrappingAdd(1, ordering: .relaxed) }
    func countSleep() { readersSleptFor.wrappingAdd(1, ordering: .relaxed) }
    func countStall() { stalls.wrappingAdd(1, ordering: .relaxed) }

    /// When the grace period under way began; nil if none is.
    var began: MonotonicTime? {
        let began = beganAt.load(ordering: .acquiring)
        return began == 0 ? nil : MonotonicTime(nanoseconds: began)
    }

    func fill(_ statistics: inout RCU.Statistics) {
        statistics.heavyFences = heavyFences.load(ordering: .relaxed)
        statistics.readersSleptFor = readersSleptFor.load(ordering: .relaxed)
        statistics.stallsReported = stalls.load(ordering: .relaxed)
        statistics.gracePeriodLatency = latencies.histogram
    }

    /// In the child of a fork: the grace period that was under way is the parent's.
    func resetAfterFork() { beganAt.store(0, ordering: .relaxed) }
}
