internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    /// Takes care of a block that has died by the caller's own transition of its shared word: nobody else will.
    func reap(_ block: Block) {
        if bury(block) { giveBackDead() }
    }

    /// As ``reap(_:)``, also under the flush lock.
    ///
    /// - Parameter keepsWarm: whether the block may stay with its queue for the next life.
    /// - Returns: whether so much is dead that memory is to be given back.
    @discardableResult
    func bury(_ block: Block, keepsWarm: Bool = true) -> Bool {
        if block.sharedState.isClosed {
            countSurvivorsDeath()
            return false
        }
        let mayBeWarm = keepsWarm && !block.fixed.pointee.isMapped && !block.hasGuards.pointee.load(ordering: .relaxed)
        if mayBeWarm && keepWarm(block) { return false }
        return space.putDead(DeadRange(block))
    }

    /// For the next life of the same addresses, with the same memory: anonymous memory has one translation all the time, so there
    /// is nothing to flush.
    private func keepWarm(_ block: Block) -> Bool {
        let queue = block.fixed.pointee.queue
        let me = LeaseHolder.current
        guard queue.lease.pointee.tryEnter(me) else { return false }
        defer { queue.lease.pointee.leave(me) }
        guard queue.lists.pointee.keepWarm(block) else { return false }
        queue.counts.pointee.warmDeaths.increment()
        return true
    }

    /// Frees metadata that the index does not lead to any more, when those who found it there before have left their sections.
    ///
    /// It may wait for the reclaimer, whose destructors may free ranges: call it under no lock.
    static func retire(_ metadata: UnsafeMutableRawPointer) {
        nonisolated(unsafe) let raw = metadata
        RCU.retire { raw.deallocate() }
    }
}
