internal import CMembarrier
internal import Glibc
internal import Notifiers
internal import Synchronization

extension AllocatorCore {
    /// Makes access to the bytes fault, or says why not.
    ///
    /// `MADV_GUARD_INSTALL` marks page-table entries: no mapping more, and the cheapest. Kernels before 6.13 change the protection
    /// instead, which takes a mapping.
    func installGuard(_ bytes: UnsafeMutableRawBufferPointer, pages: Int) throws(BlockAllocatorError) {
        guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
        // What lies there may have been in use in an earlier life, without a guard.
        let error = announcing(bytes, .clear) {
            splitPartialUnits(of: bytes)
            if cmembarrier_madvise(start, bytes.count, CInt(cmembarrier_madv_guard_install)) == 0 { return CInt(0) }
            return mprotect(start, bytes.count, PROT_NONE) == 0 ? 0 : errno
        }
        guard error == 0 else { throw .memoryExhausted(pages: pages, call: "mprotect of a guard", errno: error) }
    }

    /// Revokes a range that is being freed, at once. It cannot fail: where the system refuses every way the range is revoked
    /// with the next flush, and counted.
    ///
    /// Whoever calls it announces it, outside of read sections: subscribers may block.
    func guardRange(_ bytes: UnsafeMutableRawBufferPointer, isMapped: Bool) {
        guard let start = bytes.baseAddress else { return }
        if !isMapped { splitPartialUnits(of: bytes) }
        if cmembarrier_madvise(start, bytes.count, CInt(cmembarrier_madv_guard_install)) == 0 { return }
        if isMapped && cmembarrier_unreserve_pages(start, bytes.count) == 0 { return }
        if mprotect(start, bytes.count, PROT_NONE) == 0 { return }
        events.failedRevocations.count()
    }

    /// Makes a dead block's memory whole again.
    func removeGuards(of block: Block, pages: Int) throws(BlockAllocatorError) {
        let bytes = UnsafeMutableRawBufferPointer(start: block.fixed.pointee.base, count: block.pages << PageSize.shift)
        try removeGuards(bytes, pages: pages)
        block.hasGuards.pointee.store(false, ordering: .relaxed)
    }

    /// Undoes both kinds of guard, since either may be there.
    func removeGuards(_ bytes: UnsafeMutableRawBufferPointer, pages: Int) throws(BlockAllocatorError) {
        guard let start = bytes.baseAddress else { return }
        // Refused by kernels without such guards.
        _ = cmembarrier_madvise(start, bytes.count, CInt(cmembarrier_madv_guard_remove))
        guard mprotect(start, bytes.count, PROT_READ | PROT_WRITE) == 0 else {
            throw .memoryExhausted(pages: pages, call: "mprotect", errno: errno)
        }
    }
}
