internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    /// Takes care of a block that has died by the caller's own transition of its shared word: nobody else will. Not under the flush lock.
    func reap(_ block: Block) {
        let burial = bury(block)
        if let metadata = burial.metadata { Self.retire(metadata) }
        if burial.isOverLimit { giveBackDead() }
    }

    /// What of a dead block remains to be done where it may wait: `metadata` to be retired, memory to be given back.
    func bury(_ block: Block) -> (metadata: UnsafeMutableRawPointer?, isOverLimit: Bool) {
        if block.sharedState.isClosed {
            countSurvivorsDeath()
            return (nil, false)
        }
        let run = BlockRun(first: Int(block.fixed.pointee.position), count: 1)
        if block.fixed.pointee.kind.isMapped {
            // The addresses still lead to frames: they must be flushed before their next use, which then begins with new metadata.
            index.set(.none, at: run.first)
            return (block.raw, space.putDead(DeadRange(run: run, entry: .none)))
        }
        if !block.hasGuards.pointee.load(ordering: .relaxed) && keepWarm(block) { return (nil, false) }
        return (nil, space.putDead(DeadRange(run: run, entry: .block(block))))
    }

    /// For the next life of the same addresses, with the same memory: anonymous memory has one translation all the time, so there
    /// is nothing to flush.
    private func keepWarm(_ block: Block) -> Bool {
        let queue = block.fixed.pointee.queue
        guard queue.lease.pointee.tryEnter(ThreadNumber.current) else { return false }
        defer { queue.lease.pointee.leave() }
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
