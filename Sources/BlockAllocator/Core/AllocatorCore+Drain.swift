internal import AsymmetricFences
internal import Notifiers
internal import ReadCopyUpdate

extension AllocatorCore {
    /// What a drained queue had.
    private struct Yield {
        /// Nothing of them is live, and nobody else takes care of them.
        var warm: [Block] = []
        var died: [Block] = []
        /// Blocks with live ranges, and how many pages at their end an earlier life may have left memory in.
        var remainders: [(block: Block, pages: Int)] = []
    }

    /// Gives up the calling thread's queues: their leases, their blocks, and the memory of those in which nothing is live.
    ///
    /// Blocks with live ranges leave the queue too. What was free of them is given up, so each dies with its last range, whoever frees
    /// that: on a list that nobody uses any more it would wait for a purge.
    func drainQueues() {
        // Without a record of its own the thread would be taken for every other one that has none.
        RCU.registerThread()
        let me = LeaseHolder.current
        guard allQueues.contains(where: { $0.mayBe(of: me) }) else { return }
        whileFlushing(.blocking) { metadata in
            var dead: [DeadRange] = []
            for queue in allQueues where queue.mayBe(of: me) {
                guard let yield = queue.whileGivingUp(me, { self.empty(queue) }) else { continue }
                events.drainedQueues.count()
                let died = yield.died + yield.remainders.compactMap { giveUp($0.block, $0.pages) ? $0.block : nil }
                space.countDeaths(died.count)
                dead += (yield.warm + died).map { DeadRange($0) }
            }
            var kept: [DeadRange] = []
            giveBackAll(dead, &kept, &metadata, .blocking)
            for range in kept { _ = space.putDead(range, isDeath: false) }
        }
    }

    /// Takes everything out of the queue. Inside of it, and under the flush lock, so that no block is pinned.
    private func empty(_ queue: CPUQueue) -> Yield {
        var yield = Yield()
        while let block = queue.lists.pointee.takeWarm() { yield.warm.append(block) }
        for kind in [BlockKind.shortLived, .longLived, .mapped] {
            while let block = queue.lists.pointee.head(kind) {
                let local = block.localState
                let dirty = block.returns.dirty + block.sharedState.dirty
                // Nobody would find what earlier lives have left there: a flush looks for it in blocks that are listed.
                let isToBeRevoked =
                    !kind.isMapped && block.fixed.pointee.lives > 1 && local.free + dirty < block.pages
                queue.remove(block, kind)
                queue.counts.pointee.ranges.add(local.ranges)
                if block.merge(givingUp: isToBeRevoked ? 0 : local.free) {
                    yield.died.append(block)
                } else if isToBeRevoked {
                    yield.remainders.append((block, local.free))
                }
            }
        }
        return yield
    }

    /// Revokes the last pages of a merged block, which nobody has been handed in this life, and then counts them. Until then they
    /// keep the block alive.
    ///
    /// - Returns: whether the block has died of it: the caller must see to it.
    private func giveUp(_ block: Block, _ pages: Int) -> Bool {
        let bytes = UnsafeMutableRawBufferPointer(
            start: block.address(ofPage: block.pages - pages),
            count: pages << PageSize.shift
        )
        if takeAway(bytes, isMapped: false, .blocking) == false { events.failedRevocations.count() }
        // Never nil: it is changed in any case.
        return block.exchangeShared { $0.givingUp(pages) }.unsafelyUnwrapped.isDead(pages: block.pages)
    }
}
