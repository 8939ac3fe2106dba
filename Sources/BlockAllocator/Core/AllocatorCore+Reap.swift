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
        if keepsWarm && block.keepWarm() { return false }
        if block.sharedState.isClosed {
            countSurvivorsDeath()
            return false
        }
        return space.putDead(DeadRange(block))
    }

    /// Frees metadata that the index does not lead to any more, when those who found it there before have left their sections.
    ///
    /// It may wait for the reclaimer, whose destructors may free ranges: call it under no lock.
    static func retire(_ metadata: UnsafeMutableRawPointer) {
        nonisolated(unsafe) let raw = metadata
        RCU.retire { raw.deallocate() }
    }
}
