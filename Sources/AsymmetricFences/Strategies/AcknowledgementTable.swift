internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The latest round of the signal strategy that each thread has executed, by thread id.
///
/// Linux has at most 2^22 thread ids, so the table is 32 MiB of address space, of which only the pages of living ids are
/// ever touched; it needs no growth, no hand-out of slots, and nothing that a signal handler could find half-made.
enum AcknowledgementTable {
    private static let byteCount = 8 << 22

    /// The table's address, 0 before it is mapped; a number, because an atomic pointer is not Sendable.
    private static let base = Atomic<UInt>(0)
    private static let round = Atomic<UInt64>(0)
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

    static func beginRound() -> UInt64 {
        round.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
    }

    /// Called in the signal handler: the fence, and the word that it was executed.
    static func acknowledge() {
        let latest = round.load(ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        cell(of: cmembarrier_gettid())?.pointee.store(latest, ordering: .sequentiallyConsistent)
        arrivals.wake()
    }

    static func hasAcknowledged(_ round: UInt64, thread: Int32) -> Bool {
        guard let cell = cell(of: thread) else { return false }
        return cell.pointee.load(ordering: .sequentiallyConsistent) >= round
    }

    /// Sleeps until something was acknowledged, or for `nanoseconds`.
    static func sleep(unless isSatisfied: () -> Bool, atMost nanoseconds: Int64) {
        arrivals.sleep(unless: isSatisfied, timeoutNanoseconds: nanoseconds)
    }

    private static func cell(of thread: Int32) -> UnsafeMutablePointer<Atomic<UInt64>>? {
        UnsafeMutablePointer<Atomic<UInt64>>(bitPattern: base.load(ordering: .acquiring))?.advanced(by: Int(thread))
    }
}
