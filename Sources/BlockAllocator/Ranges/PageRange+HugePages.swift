internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Notifiers

extension PageRange {
    /// Asks for huge pages under the range, where whole aligned units of 2 MiB lie in it: on first touch, and without an error where
    /// there are none.
    public func adviseHugePages() {
        let core = owner.core
        guard core.configuration.hugePages != .never else { return }
        core.adviseHugePages(core.wholeUnitBytes(of: bytes))
    }

    /// Makes all of the range's memory present, so that no later access faults for want of it.
    ///
    /// - Blocks: for one system call, which zeroes the memory.
    /// - Throws: ``BlockAllocatorError/memoryExhausted(pages:call:errno:)`` where there is not so much memory.
    public func populate() throws(BlockAllocatorError) {
        let result = cmembarrier_madvise(baseAddress, byteCount, CInt(cmembarrier_madv_populate_write))
        // A kernel before 5.14: touch each page, which the system answers with memory or with the end of the process.
        if result == -EINVAL {
            for offset in stride(from: 0, to: byteCount, by: PageSize.bytes) {
                let byte = (baseAddress + offset).assumingMemoryBound(to: UInt8.self)
                byte.pointee = byte.pointee
            }
        } else if result != 0 {
            throw .memoryExhausted(pages: pageCount, call: "madvise(MADV_POPULATE_WRITE)", errno: -result)
        }
        // A file in memory was never to have huge pages.
        if !owner.isMapped { owner.core.countFallbacks(in: bytes) }
    }

    /// How many of the range's bytes huge pages back, as the kernel tells it at this moment.
    ///
    /// - Blocks: for a system call or more; not for the fast path.
    /// - Returns: 0 also where the system does not tell.
    public var hugeBackedBytes: Int {
        HugeBacking(of: UnsafeRawBufferPointer(bytes))?.hugeBytes ?? 0
    }

    /// Declares that the range's units of 2 MiB will lose parts of their memory.
    ///
    /// Cannot fail: the metadata exists from the start; nothing is allocated, no content changes, no system call is made.
    /// The kernel splits its own mapping when the first part goes, which cannot fail either; the memory of the part may come back
    /// to the system later, when the kernel splits the huge page itself.
    ///
    /// - Blocks: for subscribers of the memory notifiers, who hear of it (`MemoryEvent.migrate`) since a second mapping of a
    ///   whole unit has to become one of its pages. So do the following two.
    public func split() {
        let core = owner.core
        let units = core.units(of: bytes)
        // Nothing goes away yet. With nobody to tell there is nothing that could fail, not even the section of an announcement.
        if core.configuration.notifiers.hasAudience {
            core.announcing(bytes, .migrate) { for unit in units { core.splitUnits.split(unit) } }
        } else {
            for unit in units { core.splitUnits.split(unit) }
        }
    }

    /// Gives the memory of some pages back to the system; they read as zeros afterwards, the others keep their contents.
    /// So do pages that are locked (`mlock`), which the system does not take back.
    ///
    /// Units of 2 MiB that lose a part are split, those that go whole stay whole.
    ///
    /// - Parameter pages: within the range, else it traps. Of frames nothing is given back: their contents belong to the file, and it traps too.
    public func decommit(pages: Range<Int>) {
        require(
            pages.lowerBound >= 0 && pages.upperBound <= pageCount,
            "PageRange.decommit: pages \(pages) were given; expected a part of 0..<\(pageCount)"
        )
        require(
            !owner.isMapped,
            "PageRange.decommit: the range at \(baseAddress) shows frames; expected anonymous memory"
        )
        guard !pages.isEmpty else { return }
        let part = UnsafeMutableRawBufferPointer(
            rebasing: bytes[(pages.lowerBound << PageSize.shift)..<(pages.upperBound << PageSize.shift)]
        )
        let core = owner.core
        core.announcing(part, .clear) {
            core.splitPartialUnits(of: part)
            let result = madvise(part.baseAddress, part.count, MADV_DONTNEED)
            // Of mapped, unlocked memory it cannot fail; of locked memory the contents simply stay.
            require(
                result == 0 || errno == EINVAL,
                "PageRange.decommit: madvise(MADV_DONTNEED): errno \(errno); expected 0"
            )
        }
    }

    /// Asks for huge pages after the fact, for the whole aligned units of 2 MiB in the range: best effort.
    ///
    /// - Blocks: for a system call that copies the memory, and may compact memory first; no lock is held, no other thread waits.
    /// - Returns: what the kernel says; ``CollapseOutcome/never`` where no whole unit lies in the range. After failures, and after slow
    ///   collapses, the allocator leaves off for a while.
    public func collapse() -> CollapseOutcome {
        let core = owner.core
        let whole = core.wholeUnitBytes(of: bytes)
        guard !whole.isEmpty else { return .never }
        // The contents move to another page.
        return core.announcing(whole, .migrate) {
            let outcome = core.collapser.collapse(whole)
            if outcome == .collapsed { for unit in core.wholeUnits(of: whole) { core.splitUnits.markIntact(unit) } }
            return outcome
        }
    }
}
