internal import Synchronization

/// The counters behind ``UserfaultStatistics``: one thread counts, and anybody reads.
final class UserfaultCounts: Sendable {
    let batches = Atomic<Int>(0)
    let unmapped = Atomic<Int>(0)
    let removed = Atomic<Int>(0)
    let faults = Atomic<Int>(0)
    let unsettled = Atomic<Int>(0)
    let unconfirmed = Atomic<Int>(0)
    /// By anybody.
    let unsettledWatches = Atomic<Int>(0)

    /// Relaxed: a number says nothing about memory; what it counts is ordered by the callbacks.
    var sums: UserfaultStatistics {
        var sums = UserfaultStatistics()
        sums.batches = batches.load(ordering: .relaxed)
        sums.unmapped = unmapped.load(ordering: .relaxed)
        sums.removed = removed.load(ordering: .relaxed)
        sums.faults = faults.load(ordering: .relaxed)
        sums.unsettled = unsettled.load(ordering: .relaxed)
        sums.unconfirmed = unconfirmed.load(ordering: .relaxed)
        sums.unsettledWatches = unsettledWatches.load(ordering: .relaxed)
        return sums
    }
}

extension Atomic<Int> {
    /// By the one thread that counts.
    func count() { store(load(ordering: .relaxed) + 1, ordering: .relaxed) }
}
