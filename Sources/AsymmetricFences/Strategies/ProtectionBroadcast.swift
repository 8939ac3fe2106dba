internal import CMembarrier
internal import Glibc
internal import Synchronization

/// A page-protection downgrade: the kernel must interrupt every CPU that may have cached the page's old right.
///
/// Sound only where the TLB shootdown is an interrupt: not on arm64, which broadcasts it, nor with `invlpgb`.
/// The page is written to before each downgrade, or the kernel may find no cached right to revoke, and is locked, so
/// that it cannot be paged out in between.
enum ProtectionBroadcast {
    /// The page's address, 0 before it is mapped; a number, because an atomic pointer is not Sendable.
    private static let page = Atomic<UInt>(0)

    static func prepare() throws(StrategyFailure) {
        guard cmembarrier_tlb_shootdown_interrupts() != 0 else {
            throw StrategyFailure("a TLB shootdown sends no interrupt on this CPU, so it is no barrier")
        }
        guard page.load(ordering: .acquiring) == 0 else { return }
        let mapped = mmap(nil, pageSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { throw StrategyFailure("mmap of \(pageSize) bytes", errno: errno) }
        do throws(StrategyFailure) {
            try downgrade(mapped)
        } catch {
            munmap(mapped, pageSize)
            throw error
        }
        let swap = page.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: mapped),
            ordering: .acquiringAndReleasing
        )
        if !swap.exchanged { munmap(mapped, pageSize) }
    }

    /// One caller at a time, which the shared rounds see to: the steps are one operation on one page.
    static func broadcast() throws(StrategyFailure) {
        guard let page = UnsafeMutableRawPointer(bitPattern: page.load(ordering: .acquiring)) else {
            throw StrategyFailure("the page was never prepared")
        }
        try downgrade(page)
    }

    private static func downgrade(_ page: UnsafeMutableRawPointer) throws(StrategyFailure) {
        guard mprotect(page, pageSize, PROT_READ | PROT_WRITE) == 0 else {
            throw StrategyFailure("mprotect to read and write", errno: errno)
        }
        // Each time, because a child of a fork does not inherit the lock.
        guard mlock(page, pageSize) == 0 else { throw StrategyFailure("mlock of \(pageSize) bytes", errno: errno) }
        page.assumingMemoryBound(to: Atomic<UInt8>.self).pointee.store(1, ordering: .relaxed)
        guard mprotect(page, pageSize, PROT_READ) == 0 else {
            throw StrategyFailure("mprotect to read", errno: errno)
        }
    }

    private static let pageSize = sysconf(Int32(_SC_PAGESIZE))
}
