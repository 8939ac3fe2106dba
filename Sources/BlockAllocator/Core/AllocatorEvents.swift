internal import Synchronization

/// Counts of what happens rarely enough for a locked addition.
struct AllocatorEvents: ~Copyable {
    let directRanges = Atomic<Int>(0)
    let directAllocations = Atomic<Int>(0)
    let flushes = Atomic<Int>(0)
    let flushedPages = Atomic<Int>(0)
    let purges = Atomic<Int>(0)
    let forcedPurges = Atomic<Int>(0)
    let purgedBlocks = Atomic<Int>(0)
    let mapCalls = Atomic<Int>(0)
    let hugePageFallbacks = Atomic<Int>(0)
    let failedRevocations = Atomic<Int>(0)
    let refusedAnnouncements = Atomic<Int>(0)
    let drainedQueues = Atomic<Int>(0)
}

extension Atomic where Value == Int {
    /// Adds one; orders nothing.
    func count(_ amount: Int = 1) { add(amount, ordering: .relaxed) }

    var current: Int { load(ordering: .relaxed) }
}
