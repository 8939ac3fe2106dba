internal import AsymmetricFences
internal import Synchronization

/// What those who register and unsubscribe change, one at a time.
// Unchecked for what the lock protects.
final class MemorySubscriberTable: @unchecked Sendable {
    struct State {
        var subscribers: [MemorySubscriber] = []
        var lastNumber: UInt64 = 0
        /// Intervals that want the list to be there.
        var intervalCount = 0
        var shared: [ObjectIdentifier: SharedMemoryEntry] = [:]
    }

    private let lock = FutexLock()
    private var state = State()
    /// Set under the lock, for those who only look.
    let isClosed = Atomic<Bool>(false)

    func withLock<Result, Failure: Error>(_ body: (inout State) throws(Failure) -> Result) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&state)
    }
}
