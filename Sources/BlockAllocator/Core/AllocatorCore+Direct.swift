internal import Glibc
internal import Synchronization

extension AllocatorCore {
    /// Whole blocks for one range that no block has room for; from 2 MiB on aligned to 2 MiB.
    func allocateDirect(pages: Int, isMapped: Bool) throws(BlockAllocatorError) -> PageRange {
        try untilExhausted(pages) { () throws(BlockAllocatorError) in
            PageRange(try takeDirect(pages: pages, isMapped: isMapped), pages: pages)
        }
    }

    func takeDirect(pages: Int, isMapped: Bool) throws(BlockAllocatorError) -> DirectRange {
        let blockPages = configuration.blockPages
        // `pages` was compared with the reservation: the sum does not overflow.
        let needed = pages + (configuration.guardPages ? 1 : 0)
        let count = (needed + blockPages - 1) / blockPages
        let alignment = pages >= PageSize.perHugePage ? max(1, PageSize.perHugePage / blockPages) : 1
        let range: DirectRange
        if !isMapped, let dead = space.takeDeadDirect(blocks: count, alignedTo: alignment) {
            range = try revive(dead, pages: pages)
        } else {
            guard let first = space.takeClean(count, alignedTo: alignment) else { throw exhaustedAddresses(pages) }
            let run = BlockRun(first: first, count: count)
            if !isMapped {
                do throws(BlockAllocatorError) {
                    try commit(run, pages: pages, isLarge: true)
                } catch {
                    space.putClean(run)
                    throw error
                }
            }
            range = DirectRange.allocate(
                base: reservation.address(ofBlock: first),
                run: run,
                pages: pages,
                isMapped: isMapped,
                core: self
            )
            index.set(.direct(range), at: first)
        }
        events.directRanges.count()
        events.directAllocations.count()
        if configuration.guardPages && !isMapped {
            let bytes = bytes(of: range.fixed.pointee.run)
            range.hasGuards.pointee.store(true, ordering: .relaxed)
            do throws(BlockAllocatorError) {
                try installGuard(
                    UnsafeMutableRawBufferPointer(rebasing: bytes[(pages << PageSize.shift)...]),
                    pages: pages
                )
            } catch {
                range.releaseOwned(.lazy)
                throw error
            }
        }
        return range
    }

    private func revive(_ range: DirectRange, pages: Int) throws(BlockAllocatorError) -> DirectRange {
        let bytes = bytes(of: range.fixed.pointee.run)
        if range.hasGuards.pointee.load(ordering: .relaxed) {
            do throws(BlockAllocatorError) {
                try removeGuards(bytes, pages: pages)
            } catch {
                _ = space.putDead(DeadRange(range), isDeath: false)
                throw error
            }
            range.hasGuards.pointee.store(false, ordering: .relaxed)
        }
        // What was too small for a huge page may have got no advice.
        let grows = range.fixed.pointee.pages < PageSize.perHugePage && pages >= PageSize.perHugePage
        if grows && configuration.hugePages == .advise { adviseHugePages(bytes) }
        if configuration.zeroOnReuse { memset(range.fixed.pointee.base, 0, pages << PageSize.shift) }
        range.fixed.pointee.pages = pages
        range.state.pointee.store(DirectRange.State.live, ordering: .releasing)
        return range
    }

    /// The range is dead by the caller's own transition.
    func reap(_ range: DirectRange, wasClosed: Bool) {
        events.directRanges.count(-1)
        if wasClosed { return countSurvivorsDeath() }
        if space.putDead(DeadRange(range), isDeath: false) { giveBackDead() }
    }
}
