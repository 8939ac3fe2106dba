internal import CMembarrier
internal import ReadCopyUpdate

/// An invalidation that somebody was told of, from its start to its end; or, without `what`, all those that began unannounced.
// Unchecked for the links, which the lock of the index protects, and what the index sets before the range is anybody's.
final class OpenRange: @unchecked Sendable {
    let what: MemoryInvalidation?
    let began = MonotonicTime.now
    let thread: Int32
    /// Subscribers with a number up to this one were told of the start.
    var generation: UInt64 = 0
    /// The index's sequence at the start: of a range that hits an interval a number of its own.
    var sequence: UInt64 = 0
    var next: OpenRange?
    unowned(unsafe) var previous: OpenRange?

    init(_ what: MemoryInvalidation?) {
        self.what = what
        thread = cmembarrier_current_record().pointee.thread
    }

    /// Whether readers of the addresses wait for it.
    func holdsBack(_ addresses: Range<UInt>) -> Bool { what?.addresses.overlaps(addresses) ?? true }

    var holder: MemoryHolder {
        MemoryHolder(invalidation: what, age: .nanoseconds(began.elapsed), thread: thread)
    }
}
