/// A subscription to all memory. Dropping it unregisters, as the blocking `unregister()` does.
///
/// It keeps its registry.
public struct MemorySubscription: ~Copyable, Sendable {
    private let notifiers: MemoryNotifiers
    private let subscriber: MemorySubscriber

    init(_ notifiers: MemoryNotifiers, _ subscriber: MemorySubscriber) {
        self.notifiers = notifiers
        self.subscriber = subscriber
    }

    deinit { notifiers.unregister(subscriber) }

    /// Ends the subscription: when this returns nothing of it runs or can run, and `release` has been called, here or before.
    ///
    /// `release` comes first, while the subscriber is still told of what is taken away, so that it is the place to drop second mappings;
    /// other callbacks may be called at the same time and after it, until this returns.
    ///
    /// An invalidation that is open is not ended for it, and not waited for.
    ///
    /// - Blocks: until the callbacks that run have returned.
    /// - Contexts: any thread; not a signal handler. Traps in a callback of this registry, under the lock of one of its
    ///   intervals, and inside a read section of `RCU`.
    @available(*, noasync, message: "it blocks the thread until callbacks have returned")
    public consuming func unregister() {}

    /// Likewise, without holding a thread.
    public consuming nonisolated(nonsending) func unregister() async {
        // What is left for the deinitialiser is nothing.
        await notifiers.unregister(subscriber)
    }
}
