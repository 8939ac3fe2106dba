public import Notifiers

extension BlockAllocator {
    /// Revokes everything that was freed before the call: its memory is back with the system, and no translation of it is left.
    ///
    /// After it, access to freed addresses of frames faults, and freed anonymous memory reads as zeros where its block still has live
    /// ranges, or faults where it has none. The memory of a block whose last range another thread frees at the same time may stay with
    /// the allocator, as the memory of one that dies right after the flush does.
    ///
    /// - Complexity: time in proportion to the blocks in use; a system call for each stretch of adjacent freed pages.
    /// - Blocks: for subscribers of ``Configuration/notifiers``, and for other threads that are inside a queue, for nanoseconds each, and for other flushes. Allocation and freeing go
    ///   on meanwhile.
    /// - Contexts: any thread; not a signal handler.
    public func flush() { core.flush(.blocking) }

    /// Gives back the blocks in which nothing is live and little is left to hand out, and all memory that is kept warm.
    ///
    /// - Parameter force: also blocks with more than a quarter left.
    /// - Blocks: as ``flush()``.
    public func purge(force: Bool = false) { core.purge(isForced: force) }

    /// Gives memory back to the system, about so many bytes: dead blocks whole, then blocks in which nothing is live, and only at
    /// last parts of blocks that are in use, which splits their huge pages.
    ///
    /// - Returns: the bytes that were given up, whether they had been touched or not.
    /// - Blocks: as ``flush()``.
    @discardableResult
    public func giveBack(atLeast bytes: Int) -> Int { core.giveBack(atLeast: bytes) }

    /// Adds something that is asked when addresses, memory or mappings have run out: it may free ranges, of this allocator too.
    ///
    /// It runs on the thread that allocates, outside of every lock, and is asked again while it frees something, 16 times at most. If it
    /// allocates itself, and there is nothing left, it gets the error at once.
    ///
    /// - Parameter body: returns the bytes that it has freed, 0 for nothing. It is kept as long as the allocator, which it must not hold
    ///   strongly.
    /// - Throws: `NotifierChainError.outOfMemory` where there is none for a longer list.
    public func addReclaimer(_ body: @escaping @Sendable () -> Int) throws(NotifierChainError) {
        try subscribeReclaimer { $0.reclaimed(bytes: body()) }.keep()
    }

    /// As ``addReclaimer(_:)``, for as long as the subscription is kept: when it has been cancelled, nothing of `body` runs any more.
    ///
    /// - Parameters:
    ///   - priority: the highest is asked first; those of one priority in the order in which they came.
    ///   - name: for errors.
    ///   - body: says with ``ReclaimRequest/reclaimed(bytes:)`` what it has freed. It must not hold the allocator strongly.
    /// - Throws: as ``addReclaimer(_:)``.
    public func subscribeReclaimer(
        priority: Int = 0,
        name: String = "reclaimer",
        _ body: @escaping @Sendable (ReclaimRequest) -> Void
    ) throws(NotifierChainError) -> NotifierSubscription {
        try core.reclaimers.subscribe(priority: priority, name: name, body)
    }
}
