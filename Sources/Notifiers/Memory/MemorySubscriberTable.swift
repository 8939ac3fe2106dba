internal import AsymmetricFences

/// What those who register and unsubscribe change, one at a time.
// Unchecked for what the lock protects.
final class MemorySubscriberTable: @unchecked Sendable {
    struct State {
        var subscribers: [MemorySubscriber] = []
        var lastNumber: UInt64 = 0
        /// Intervals that want the list to be there.
        var intervalCount = 0
        var isClosed = false
        var shared: [ObjectIdentifier: SharedMemoryEntry] = [:]
    }

    private let lock = FutexLock()
    private var state = State()

    func withLock<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }
}
