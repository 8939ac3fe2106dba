/// What a ``UserfaultSource`` has seen.
public struct UserfaultStatistics: Hashable, Sendable {
    /// Invalidations of the whole registry: one for each time the descriptor was found ready.
    public internal(set) var batches = 0
    /// Events of munmap, mremap and mapping over.
    public internal(set) var unmapped = 0
    /// Events of madvise.
    public internal(set) var removed = 0
    /// Page faults that came to the source. No page is protected, so this stays zero.
    public internal(set) var faults = 0
    /// Batches that ended though a thread was still between its event and what it did then, because it did not run for long.
    public internal(set) var unsettled = 0
    /// Events of madvise whose invalidations ended though it was not seen that the pages had gone: nothing had changed for 2 ms after
    /// the kernel had let the thread go on; for the last event of 32 that came together, and for a hole in a file that had begun, for
    /// 20 ms.
    ///
    /// `MADV_FREE` leaves the pages there; the thread may have touched them again at once; two threads may have taken away the same;
    /// `/proc/self/pagemap` cannot be read. All that is harmless, except where the thread that called madvise did not get to it for so
    /// long.
    public internal(set) var unconfirmed = 0
    /// Calls of ``UserfaultSource/watch(_:)`` that returned after a second though somebody was still unmapping watched memory.
    public internal(set) var unsettledWatches = 0

    /// Nothing seen.
    public init() {}
}
