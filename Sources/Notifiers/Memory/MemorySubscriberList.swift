/// All subscribers at one time, in the order of their registration; never changes.
final class MemorySubscriberList: Sendable {
    let subscribers: [MemorySubscriber]
    /// The number of the last that had registered when this was published. Not that of the last in the list, which may be gone.
    let generation: UInt64

    init(_ subscribers: [MemorySubscriber], generation: UInt64) {
        self.subscribers = subscribers
        self.generation = generation
    }
}
