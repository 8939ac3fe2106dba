/// One user's share of ``SharedMemoryOperations``. Dropping it puts it back.
public struct SharedMemorySubscription: ~Copyable, Sendable {
    private let notifiers: MemoryNotifiers
    private let entry: SharedMemoryEntry

    init(_ notifiers: MemoryNotifiers, _ entry: SharedMemoryEntry) {
        self.notifiers = notifiers
        self.entry = entry
    }

    deinit { notifiers.put(entry) }

    /// Puts the share back. The user's second mappings are gone by then: after the last has put its share back, nobody is told of what is taken
    /// away. The operations may be called until the registry's `synchronize()`
    /// returns.
    ///
    /// - Never blocks. Contexts: any thread, callbacks included; not a signal handler.
    public consuming func put() {}
}
