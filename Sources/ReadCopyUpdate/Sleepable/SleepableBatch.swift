/// Retired entries that one round serves, and that are run together.
///
/// A class, so that there is one reference to the entries, which is handed over: a copy left anywhere would keep alive what
/// was retired after it is said to be destroyed.
// Made under the lock of its instance, and then the service thread's alone.
final class SleepableBatch {
    let number: UInt64
    let round: UInt64
    let count: Int
    let bytes: Int
    private var entries: [Retired]

    init(number: UInt64, round: UInt64, entries: consuming [Retired], bytes: Int) {
        self.number = number
        self.round = round
        self.count = entries.count
        self.bytes = bytes
        self.entries = entries
    }

    /// Hands the entries over.
    func takeEntries() -> [Retired] {
        var taken: [Retired] = []
        swap(&taken, &entries)
        return taken
    }
}
