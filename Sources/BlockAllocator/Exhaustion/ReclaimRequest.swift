/// What an allocator that has nothing left asks its reclaimers, one after the other, on the thread that wants memory.
public final class ReclaimRequest {
    /// How many pages are wanted.
    public let pages: Int
    /// How many bytes have been freed so far, as the reclaimers say.
    public private(set) var reclaimedBytes = 0

    init(pages: Int) { self.pages = pages }

    /// Says that the calling reclaimer has freed so many bytes; fewer than 0 count as none.
    public func reclaimed(bytes: Int) {
        // Saturating: two large answers must not cancel out.
        let (total, overflows) = reclaimedBytes.addingReportingOverflow(max(0, bytes))
        reclaimedBytes = overflows ? .max : total
    }
}
