internal import Glibc

/// Waits for every thread that is inside the kernel with the lock of the address space held.
///
/// A change of protection takes that lock exclusively, and looks afterwards at what there is to change: on this page, nothing.
///
/// It also has the processors forget what others have taken out of the page tables and not yet told them: where a hole is made in a
/// file that is done without the lock, and for a moment what has gone from the tables can still be read. A change of protection
/// flushes everything when it finds such a one under way (`mm_tlb_flush_nested` of Linux).
final class AddressSpaceFence: Sendable {
    private let page: UInt

    init() throws(UserfaultError) {
        let page = mmap(nil, Int(getpagesize()), PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        // MAP_FAILED, a cast that Swift does not import.
        guard let page, Int(bitPattern: page) != -1 else { throw .refused(errno: errno) }
        self.page = UInt(bitPattern: page)
    }

    deinit { munmap(UnsafeMutableRawPointer(bitPattern: page), Int(getpagesize())) }

    /// When it returns, every thread that held the lock at the call has let it go, and nothing can be read that had gone at the call.
    func pass() {
        _ = mprotect(UnsafeMutableRawPointer(bitPattern: page), Int(getpagesize()), PROT_NONE)
    }
}
