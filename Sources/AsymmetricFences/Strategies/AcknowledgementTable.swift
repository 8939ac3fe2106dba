internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The latest round of the signal strategy that each thread has executed, by thread id.
///
/// Linux has at most 2^22 thread ids, so the table is 32 MiB of address space, of which only the pages of living ids are
/// ever touched; it needs no growth, no hand-out of slots, and nothing that a signal handler could find half-made.
enum AcknowledgementTable {
    private static let idBits: UInt64 = 22
    private static let byteCount = 8 << idBits

    /// The table's address, 0 before it is mapped; a number, because an atomic pointer is not Sendable.
    private static let base = Atomic<UInt>(0)
    /// Changes with every acknowledgement; senders sleep on it.
    private static let arrivals = EventCount()

    static func prepare() throws(StrategyFailure) {
        _ = arrivals  // Made here: a lazy initialiser must not run in the signal handler.
        guard base.load(ordering: .acquiring) == 0 else { return }
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        let mapped = mmap(nil, byteCount, PROT_READ | PROT_WRITE, flags, -1, 0)
        guard let mapped, mapped != MAP_FAILED else {
            throw StrategyFailure("mmap of \(byteCount) bytes", errno: errno)
        }
        let swap = base.compareExchange(
            expected: 0,
            desired: UInt(bitPattern: mapped),
            ordering: .acquiringAndReleasing
        )
        if !swap.exchanged { munmap(mapped, byteCount) }
    }

    static func payload(round: UInt64, thread: pid_t) -> UInt64 {
        round << idBits | UInt64(thread)
    }

    /// Called in the signal handler, after its fence.
    static func acknowledge(_ payload: UInt64) {
        let thread = pid_t(payload & (1 << idBits - 1))
        guard let cell = cell(of: thread) else { return }
        let round = payload >> idBits
        // Signals of two rounds may be taken in either order: a later acknowledgement stands.
        if cell.pointee.load(ordering: .relaxed) < round {
            cell.pointee.store(round, ordering: .sequentiallyConsistent)
        }
        arrivals.wake()
    }

    static func hasAcknowledged(_ round: UInt64, thread: pid_t) -> Bool {
        guard let cell = cell(of: thread) else { return false }
        return cell.pointee.load(ordering: .sequentiallyConsistent) >= round
    }

    /// Sleeps until something was acknowledged, or for `nanoseconds`.
    static func sleep(unless isSatisfied: () -> Bool, atMost nanoseconds: Int64) {
        arrivals.sleep(unless: isSatisfied, timeoutNanoseconds: nanoseconds)
    }

    private static func cell(of thread: pid_t) -> UnsafeMutablePointer<Atomic<UInt64>>? {
        UnsafeMutablePointer<Atomic<UInt64>>(bitPattern: base.load(ordering: .acquiring))?.advanced(by: Int(thread))
    }
}
