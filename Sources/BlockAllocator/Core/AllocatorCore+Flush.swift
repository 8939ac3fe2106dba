internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Notifiers
internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    /// When it returns, no translation is left of anything that was freed before the call.
    ///
    /// Only the blocking kind can promise that.
    ///
    /// - Returns: false where another thread's flush was in the way.
    @discardableResult
    func flush(_ mode: AnnouncementMode) -> Bool {
        events.flushes.count()
        return whileFlushing(mode) { metadata in
            collectFromQueues()
            // Whole blocks first: what is given back whole needs no splitting.
            giveBackDead(&metadata, atMost: .max, mode)
            revokeEarlierLives(mode)
            flushPartly(atMost: .max, mode)
            // Blocks that died while they were pinned.
            giveBackDead(&metadata, atMost: .max, mode)
        }
    }

    /// Gives back about so many bytes: of dead blocks, then of empty ones, and of parts of blocks only at last.
    func giveBack(atLeast bytes: Int) -> Int {
        var given = 0
        whileFlushing(.blocking) { metadata in
            collectFromQueues()
            given += giveBackDead(&metadata, atMost: bytes, .blocking)
        }
        if given < bytes {
            purgeBlocks(isForced: true)
            whileFlushing(.blocking) { given += giveBackDead(&$0, atMost: bytes - given, .blocking) }
        }
        if given < bytes { whileFlushing(.blocking) { _ in given += flushPartly(atMost: bytes - given, .blocking) } }
        return given
    }

    /// Tells the shared words what the leases' holders know of dirty ranges, and takes the warm blocks.
    ///
    /// Under the flush lock.
    func collectFromQueues() {
        for queue in allQueues {
            var warm: [Block] = []
            queue.whileSeized(isUse: false) {
                for kind in [BlockKind.shortLived, .longLived, .mapped] {
                    var next = queue.lists.pointee.head(kind)
                    while let block = next {
                        let returns = block.returns
                        block.exchangeShared { $0.widened(by: returns) }
                        block.setReturns(returns.withoutRange())
                        next = block.links.pointee.next
                    }
                }
                while let block = queue.lists.pointee.takeWarm() { warm.append(block) }
            }
            for block in warm {
                _ = space.putDead(DeadRange(block), isDeath: false)
            }
        }
    }

    /// Gives back what earlier lives have left in the free pages of blocks on the lists.
    ///
    /// Nobody is handed those pages meanwhile, and no block dies or is purged: its free pages are missing from its local count. The
    /// system calls are made outside of the lease.
    private func revokeEarlierLives(_ mode: AnnouncementMode) {
        for queue in allQueues {
            var set: [(block: Block, free: Int)] = []
            queue.whileSeized(isUse: false) {
                for kind in [BlockKind.shortLived, .longLived] {
                    var next = queue.lists.pointee.head(kind)
                    while let block = next {
                        next = block.links.pointee.next
                        let local = block.localState
                        guard block.fixed.pointee.lives > 1 else { continue }
                        set.append((block, local.free))
                        block.setLocalState(local.settingAside(local.free))
                    }
                }
            }
            guard !set.isEmpty else { continue }
            for (block, free) in set {
                let bytes = UnsafeMutableRawBufferPointer(
                    start: block.address(ofPage: block.pages - free),
                    count: free << PageSize.shift
                )
                if takeAway(bytes, isMapped: false, mode) == false { events.failedRevocations.count() }
            }
            queue.whileSeized(isUse: false) {
                for (block, free) in set { block.setLocalState(block.localState.restoring(free)) }
                // Requests have passed by them meanwhile.
                for kind in [BlockKind.shortLived, .longLived] {
                    queue.firstFits(kind).restart(from: queue.lists.pointee.head(kind))
                }
            }
        }
    }

    /// Walks the index, not the lists: a full block is on none, and may be partly dirty (a defect that the kernel had).
    ///
    /// What is dead belongs to its reaper, who may not have put it among the dead ranges yet. If it shows frames it is revoked here all the
    /// same: ranges of it may have been freed long before, and its addresses become clean only under the lock that is held.
    @discardableResult
    private func flushPartly(atMost limit: Int, _ mode: AnnouncementMode) -> Int {
        var revoked = 0
        for position in 0..<space.summary.frontier where revoked < limit {
            switch findDirty(at: position) {
            case .nothing: break
            case .deadFrames(let run):
                let bytes = bytes(of: run)
                if takeAway(bytes, isMapped: true, mode) == false { events.failedRevocations.count() }
                revoked += bytes.count
            case .dirty(let block, let range):
                revoked += revoke(range, of: block, mode)
                let released = block.exchangeShared { $0.unpinned() }
                if let released, released.isDead(pages: block.pages) { bury(block) }
            }
        }
        return revoked
    }

    private enum Finding {
        case nothing
        /// Pinned, the block outlives the section in which it was found: it is not reaped before it is released.
        case dirty(Block, Range<Int>)
        case deadFrames(BlockRun)
    }

    private func findDirty(at position: Int) -> Finding {
        RCU.read { _ in
            switch index.entry(at: position) {
            case .none: return .nothing
            case .direct(let range):
                let isDead = range.state.pointee.load(ordering: .acquiring) == DirectRange.State.dead
                return isDead && range.fixed.pointee.isMapped ? .deadFrames(range.fixed.pointee.run) : .nothing
            case .block(let block):
                var finding = Finding.nothing
                block.exchangeShared { old in
                    if old.isDead(pages: block.pages) {
                        let isMapped = block.fixed.pointee.isMapped
                        finding = isMapped ? .deadFrames(BlockRun(first: position, count: 1)) : .nothing
                        return nil
                    }
                    guard old.dirtyStart < old.dirtyEnd else { return nil }
                    finding = .dirty(block, old.dirtyStart..<old.dirtyEnd)
                    return old.pinned()
                }
                return finding
            }
        }
    }

    /// Revokes the dirty ranges between live ones, adjacent ones with one call. The block is pinned.
    private func revoke(_ range: Range<Int>, of block: Block, _ mode: AnnouncementMode) -> Int {
        var revoked = 0
        var run = 0..<0
        for page in range {
            guard let mark = block.dirtyMark(at: page) else { continue }
            if run.upperBound != page {
                revoked += revokeRun(run, of: block, mode)
                run = page..<page
            }
            run = run.lowerBound..<page + mark.pages
        }
        return revoked + revokeRun(run, of: block, mode)
    }

    private func revokeRun(_ run: Range<Int>, of block: Block, _ mode: AnnouncementMode) -> Int {
        guard !run.isEmpty else { return 0 }
        let bytes = UnsafeMutableRawBufferPointer(
            start: block.address(ofPage: run.lowerBound),
            count: run.count << PageSize.shift
        )
        let isGone = takeAway(bytes, isMapped: block.fixed.pointee.isMapped, mode)
        guard isGone == true else {
            if isGone == false { events.failedRevocations.count() }
            // Still dirty, and still to be flushed.
            block.exchangeShared { $0.widened(run) }
            return 0
        }
        for page in run {
            let mark = block.mark(at: page)
            if mark.isDirty { block.setMark(.flushed(order: mark.order), at: page) }
        }
        events.flushedPages.count(run.count)
        return bytes.count
    }

    /// Anonymous memory loses its contents and stays accessible; addresses of frames become inaccessible.
    ///
    /// - Returns: whether the system did it; nil where a subscriber refused.
    func takeAway(
        _ bytes: UnsafeMutableRawBufferPointer,
        isMapped: Bool,
        _ mode: AnnouncementMode
    ) -> Bool? {
        announcing(bytes, isMapped ? .unmap : .clear, mode) { takeAway(bytes, isMapped: isMapped) }
    }

    private func takeAway(_ bytes: UnsafeMutableRawBufferPointer, isMapped: Bool) -> Bool {
        guard let start = bytes.baseAddress else { return true }
        if isMapped {
            // At the limit of mappings the pages are taken away one way or another.
            return reservation.revoke(start, bytes.count)
                || mprotect(start, bytes.count, PROT_NONE) == 0
                || cmembarrier_madvise(start, bytes.count, CInt(cmembarrier_madv_guard_install)) == 0
        }
        splitPartialUnits(of: bytes)
        return madvise(start, bytes.count, MADV_DONTNEED) == 0
    }
}
