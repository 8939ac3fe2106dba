/// Shared operations in one registry.
// Unchecked for `users`, which the table's lock protects.
final class SharedMemoryEntry: @unchecked Sendable {
    /// Kept, so that its identity is nobody else's.
    let shared: SharedMemoryOperations
    let subscriber: MemorySubscriber
    var users = 1

    init(_ shared: SharedMemoryOperations, _ subscriber: MemorySubscriber) {
        self.shared = shared
        self.subscriber = subscriber
    }
}
