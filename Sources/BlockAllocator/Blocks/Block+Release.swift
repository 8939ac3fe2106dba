internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

extension Block {
    /// Takes back the range that begins at `page`, from its one owner.
    @inline(__always)
    func releaseOwned(_ page: Int) {
        let mark = mark(at: page)
        if _slowPath(!mark.isLive) { trapDoubleFree(address(ofPage: page), mark) }
        release(page, mark, isMarked: false)
    }

    /// Counts a range as returned: past the lock for the holder of the lease, as long as the block is on its list.
    ///
    /// The mark is written before the range is counted, and each count releases: who takes the dirty range finds the mark.
    ///
    /// - Parameter isMarked: whether the mark has been changed to dirty by a compare-exchange already.
    @inline(__always)
    func release(_ page: Int, _ mark: SlotMark, isMarked: Bool) {
        // Both words are this life's, and stay so: the range is live, or marked dirty and not yet counted, and keeps the block.
        if _fastPath(!localState.isMerged) {
            let queue = fixed.pointee.queue
            if _fastPath(queue.lease.pointee.tryEnter(ThreadNumber.current)) {
                let local = localState
                let isMerged = local.isMerged
                if _fastPath(!isMerged) {
                    if !isMarked { setMark(.dirty(order: mark.order), at: page) }
                    setLocalState(local.returning(mark.pages, at: page))
                }
                queue.lease.pointee.leave()
                if _fastPath(!isMerged) { return }
            }
        }
        releaseShared(page, mark, isMarked: isMarked)
    }

    /// Inside a section until the core is retained: with its last range a closed allocator frees itself, after a grace period.
    @inline(never)
    private func releaseShared(_ page: Int, _ mark: SlotMark, isMarked: Bool) {
        if !isMarked { setMark(.dirty(order: mark.order), at: page) }
        let core: AllocatorCore? = RCU.read { _ in
            let owner = fixed.pointee.core
            return returnShared(mark.pages, at: page) ? owner.takeUnretainedValue() : nil
        }
        core?.reap(self)
    }

    /// What is done with the memory itself before the range is counted as returned.
    @inline(never)
    func prepareRelease(page: Int, pages: Int, _ mode: ReleaseMode) {
        let core = fixed.pointee.core.takeUnretainedValue()
        let address = address(ofPage: page)
        if fixed.pointee.poisonsRanges { Poison.fill(address, pages: pages) }
        if mode == .guarded {
            let bytes = mark(at: page).pages << PageSize.shift
            hasGuards.pointee.store(true, ordering: .relaxed)
            core.guardRange(
                UnsafeMutableRawBufferPointer(start: address, count: bytes),
                isMapped: fixed.pointee.kind.isMapped
            )
        }
    }
}

/// Going on would hand out memory that is in use.
@inline(never)
func trapDoubleFree(_ address: UnsafeRawPointer, _ mark: SlotMark) -> Never {
    let found =
        mark.isDirty || mark.isFlushed
        ? "a range of \(mark.pages) pages that has been freed already"
        : "no range that is in use (a range begins elsewhere, or was never allocated)"
    fatalError("BlockAllocator: free of \(address): found \(found); expected the address of a live range")
}
