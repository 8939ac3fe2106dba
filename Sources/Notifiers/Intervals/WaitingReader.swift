/// A reader of an interval that waits until no range of its addresses is open.
// Unchecked for `sequence`, which is set before the waiter is settled, and read after.
final class WaitingReader: @unchecked Sendable {
    let entry: IntervalEntry
    let waiter = MemoryWaiter()
    /// What the reader begins with.
    var sequence: UInt64 = 0

    init(_ entry: IntervalEntry) {
        self.entry = entry
    }
}
