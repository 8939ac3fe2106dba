internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    var statistics: BlockAllocator.Statistics {
        var result = BlockAllocator.Statistics()
        let summary = space.summary
        result.reservedBytes = reservation.byteCount
        result.addressBytes = summary.counts.taken << reservation.blockShift
        result.peakAddressBytes = summary.counts.peakTaken << reservation.blockShift
        result.lazyBytes = summary.deadBlocks << reservation.blockShift
        result.blocksAllocated = summary.counts.births
        result.blocksFreed = summary.counts.deaths
        result.directAllocations = events.directAllocations.current
        result.directRanges = events.directRanges.current
        for queue in allQueues { add(queue, to: &result) }
        for position in 0..<summary.frontier {
            RCU.read { _ in
                if case .block(let block) = index.entry(at: position) { add(block, to: &result) }
            }
        }
        result.walks = result.allocations
        result.allocations += result.directAllocations
        result.flushes = events.flushes.current
        result.flushedPages = events.flushedPages.current
        result.purges = events.purges.current
        result.forcedPurges = events.forcedPurges.current
        result.purgedBlocks = events.purgedBlocks.current
        result.mapCalls = events.mapCalls.current
        result.failedRevocations = events.failedRevocations.current
        result.refusedAnnouncements = events.refusedAnnouncements.current
        result.drainedQueues = events.drainedQueues.current
        result.hugePageFallbacks = events.hugePageFallbacks.current
        result.splitUnits = splitUnits.count
        let collapses = collapser.counts
        result.collapses = collapses.collapsed
        result.failedCollapses =
            collapses.noHugePage + collapses.limit + collapses.transient + collapses.never + collapses.refused
            + collapses.heldBack + collapses.contended
        return result
    }

    private func add(_ queue: CPUQueue, to result: inout BlockAllocator.Statistics) {
        let counts = queue.counts
        result.allocations += counts.pointee.ranges.current
        result.blocksAllocated += counts.pointee.warmBirths.current
        result.blocksFreed += counts.pointee.warmDeaths.current
        result.blocksVisited += counts.pointee.visits.current
        result.longestWalk = max(result.longestWalk, counts.pointee.longestWalk.current)
        result.leaseRevocations += counts.pointee.revocations.current
    }

    private func add(_ block: Block, to result: inout BlockAllocator.Statistics) {
        let shared = block.sharedState
        let local = block.localState
        guard !shared.isDead(pages: block.pages) else { return }
        if !local.isMerged { result.allocations += local.ranges }
        let free = local.isMerged ? 0 : local.free
        let dirty = shared.dirty + (shared.isMerged ? 0 : block.returns.dirty)
        result.freePages += free
        result.dirtyPages += dirty
        result.usedPages += max(0, block.pages - free - dirty)
    }
}
