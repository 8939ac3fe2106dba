internal import Synchronization

extension Block {
    /// Leaves the dead block to its queue, for the next life of the same addresses with the same memory: anonymous memory has one
    /// translation all the time, so there is nothing to flush.
    ///
    /// Only by its reaper. It touches the queue and not the allocator, so that nothing that all threads share is written.
    ///
    /// - Returns: false where the allocator is closed and counts on the death, where the next life needs a system call, and where the
    ///   caller has not the queue's lease or the queue has enough.
    func keepWarm() -> Bool {
        if sharedState.isClosed || fixed.pointee.isMapped || hasGuards.pointee.load(ordering: .relaxed) { return false }
        let queue = fixed.pointee.queue
        let me = LeaseHolder.current
        guard queue.lease.pointee.tryEnter(me) else { return false }
        defer { queue.lease.pointee.leave(me) }
        guard queue.lists.pointee.keepWarm(self) else { return false }
        queue.counts.pointee.warmDeaths.increment()
        return true
    }
}
