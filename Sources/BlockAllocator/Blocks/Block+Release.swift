internal import ReadCopyUpdate
internal import Synchronization

extension Block {
    /// Takes back the range that begins at `page`, from its one owner.
    @inlinable
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
    @inlinable
    @inline(__always)
    func release(_ page: Int, _ mark: SlotMark, isMarked: Bool) {
        // The queue is this life's, and stays so: the range is live, or marked dirty and not yet counted, and keeps the block.
        let queue = fixed.pointee.queue
        let me = LeaseHolder.current
        if _fastPath(queue.lease.pointee.tryEnter(me)) {
            if _fastPath(!localState.isMerged) {
                if !isMarked { setDirty(mark, at: page) }
                countReturn(mark.pages, at: page)
                queue.lease.pointee.leave(me)
                return
            }
            queue.lease.pointee.leave(me)
        }
        releaseShared(page, mark, isMarked: isMarked)
    }

    /// Inside a section until the core is retained: with its last range a closed allocator frees itself, after a grace period.
    @usableFromInline
    @inline(never)
    func releaseShared(_ page: Int, _ mark: SlotMark, isMarked: Bool) {
        if !isMarked { setDirty(mark, at: page) }
        let core: AllocatorCore? = RCU.read { _ in
            guard returnShared(mark.pages, at: page), !keepWarm() else { return nil }
            return fixed.pointee.core.takeUnretainedValue()
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
                isMapped: fixed.pointee.isMapped
            )
        }
    }
}

/// Going on would hand out memory that is in use.
@usableFromInline
@inline(never)
func trapDoubleFree(_ address: UnsafeRawPointer, _ mark: SlotMark) -> Never {
    let found =
        mark.isDirty || mark.isFlushed
        ? "a range of \(mark.pages) pages that has been freed already"
        : "no range that is in use (a range begins elsewhere, or was never allocated)"
    fatalError("BlockAllocator: free of \(address): found \(found); expected the address of a live range")
}
