internal import CMembarrier
internal import Glibc

extension AllocatorCore {
    func bytes(of run: BlockRun) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(
            start: reservation.address(ofBlock: run.first),
            count: run.count << reservation.blockShift
        )
    }

    /// Makes clean addresses readable and writable, with the advice that the policy wants.
    ///
    /// - Parameter isLarge: whether the run is for one large range, which is worth huge pages under every policy that has any.
    func commit(_ run: BlockRun, pages: Int, isLarge: Bool = false) throws(BlockAllocatorError) {
        let bytes = bytes(of: run)
        guard mprotect(bytes.baseAddress, bytes.count, PROT_READ | PROT_WRITE) == 0 else {
            throw .memoryExhausted(pages: pages, call: "mprotect", errno: errno)
        }
        switch configuration.hugePages {
        case .always: adviseHugePages(bytes)
        case .advise where isLarge && pages >= PageSize.perHugePage: adviseHugePages(bytes)
        case .advise: break
        case .never:
            // Refused only by a kernel without huge pages, where there is nothing to forbid.
            _ = cmembarrier_madvise(bytes.baseAddress!, bytes.count, CInt(cmembarrier_madv_nohugepage))
        }
        for unit in wholeUnits(of: bytes) { splitUnits.markIntact(unit) }
    }

    /// A wish. Where it is refused the memory consists of small pages, which is counted and nothing else.
    func adviseHugePages(_ bytes: UnsafeMutableRawBufferPointer) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        if cmembarrier_madvise(start, bytes.count, CInt(cmembarrier_madv_hugepage)) != 0 {
            events.hugePageFallbacks.count(max(1, bytes.count / PageSize.hugeBytes))
        }
    }

    /// The units of 2 MiB that the bytes touch.
    func units(of bytes: UnsafeMutableRawBufferPointer) -> Range<Int> {
        guard let start = bytes.baseAddress else { return 0..<0 }
        let offset = start - reservation.base
        return offset / PageSize.hugeBytes..<(offset + bytes.count + PageSize.hugeBytes - 1) / PageSize.hugeBytes
    }

    /// The units of 2 MiB that lie in the bytes.
    func wholeUnits(of bytes: UnsafeMutableRawBufferPointer) -> Range<Int> {
        guard let start = bytes.baseAddress else { return 0..<0 }
        let offset = start - reservation.base
        let first = (offset + PageSize.hugeBytes - 1) / PageSize.hugeBytes
        return first..<max(first, (offset + bytes.count) / PageSize.hugeBytes)
    }

    /// Before a part of a unit loses its memory.
    func splitPartialUnits(of bytes: UnsafeMutableRawBufferPointer) {
        let whole = wholeUnits(of: bytes)
        for unit in units(of: bytes) where !whole.contains(unit) { splitUnits.split(unit) }
    }
}
