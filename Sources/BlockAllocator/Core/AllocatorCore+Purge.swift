extension AllocatorCore {
    /// Takes blocks off their queues of which nothing is live: their free space is given up, since it holds addresses and memory.
    ///
    /// - Parameter isForced: otherwise only blocks with less than a quarter free, as the kernel does.
    func purgeBlocks(isForced: Bool) {
        events.purges.count()
        var dead: [Block] = []
        var isTooMuch = false
        for queue in allQueues {
            // The queue that the block belongs to, not the caller's: another one's lease would guard nothing here.
            queue.whileSeized(isUse: false) {
                for kind in [BlockKind.shortLived, .longLived, .mapped] {
                    var next = queue.lists.pointee.head(kind)
                    while let block = next {
                        next = block.links.pointee.next
                        let local = block.localState
                        let dirty = block.returns.dirty + block.sharedState.dirty
                        guard local.free + dirty == block.pages, isForced || local.free < block.pages / 4 else {
                            continue
                        }
                        queue.remove(block, kind)
                        queue.counts.pointee.ranges.add(local.ranges)
                        if block.merge(givingUp: local.free) { dead.append(block) }
                        events.purgedBlocks.count()
                    }
                }
            }
        }
        // Not by their reaper's way, which would keep some warm: what is purged is wanted for others.
        for block in dead where bury(block, keepsWarm: false) { isTooMuch = true }
        if isTooMuch { giveBackDead() }
    }

    /// Gives back the memory of dead and of almost used-up empty blocks.
    func purge(isForced: Bool) {
        purgeBlocks(isForced: isForced)
        whileFlushing(.blocking) { metadata in
            collectFromQueues()
            giveBackDead(&metadata, atMost: .max, .blocking)
        }
    }
}
