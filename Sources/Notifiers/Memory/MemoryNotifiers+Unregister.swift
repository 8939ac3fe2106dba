internal import ReadCopyUpdate
internal import Synchronization

extension MemoryNotifiers {
    /// Calls the subscriber's `release` if it never was, takes it out, and waits for its callbacks.
    ///
    /// **Release first, while starts still find the subscriber.** It has second mappings until `release` has dropped them: a start that
    /// did not find it would take the memory from under them. Whoever exchanges the subscriber's word calls it, this or ``close()``. If
    /// that was the closing, its section of `calls` was open before the exchange and is until the release has returned: the
    /// first grace period waits for it, so that this does not take out what still has second mappings either.
    ///
    /// The grace periods are of `calls`, not of `ranges`: a range that somebody holds open, perhaps the caller, holds nothing up here.
    /// After the last no callback runs, and none can begin: sections that began later do not find the subscriber.
    func unregister(_ subscriber: MemorySubscriber) {
        guard subscriber.beginUnregistering() else { return }
        requireOutside("unregister")
        if !release(subscriber) { calls.synchronize() }
        withdraw(subscriber)
        calls.synchronize()
        subscriber.dropOperations()
    }

    nonisolated(nonsending) func unregister(_ subscriber: MemorySubscriber) async {
        guard subscriber.beginUnregistering() else { return }
        requireOutside("unregister")
        if !release(subscriber) { await calls.synchronize() }
        withdraw(subscriber)
        await calls.synchronize()
        subscriber.dropOperations()
    }

    /// Whether this calls the subscriber's `release`: in a section, for which the closing waits before it takes anybody out.
    private func release(_ subscriber: MemorySubscriber) -> Bool {
        calls.read { _ in CallbackFrame.run(of: identifier) { subscriber.releaseOnce() } }
    }

    /// Says that all of the memory is gone, or is about to be: the end of an address space.
    ///
    /// Intervals are told of an invalidation of all addresses, with the event ``MemoryEvent/release``; every subscriber to all memory that has
    /// registered is given its `release`, unless it was. When this returns all of that has been done, no subscriber to all memory hears of
    /// anything more, and no second mapping is made any more; intervals that are still there are told as before. Later registrations and
    /// readers fail with ``MemoryNotifierError/closing``; subscriptions that exist are dropped as ever. Closing again does nothing, and waits for
    /// nothing.
    ///
    /// - Blocks: as long as the callbacks do, and for two grace periods.
    /// - Contexts: any thread; not a signal handler. Traps in a callback of this registry, and inside a read section of `RCU`.
    @available(*, noasync, message: "it blocks the thread until callbacks have returned")
    public func close() {
        guard beginClosing() else { return }
        tellOfClosing()
        // For the releases that unregistrations have begun: until they have returned starts must find their subscribers.
        calls.synchronize()
        takeEverybodyOut()
        calls.synchronize()
    }

    /// Likewise, without holding a thread for callbacks on other threads.
    public nonisolated(nonsending) func close() async {
        guard beginClosing() else { return }
        tellOfClosing()
        await calls.synchronize()
        takeEverybodyOut()
        await calls.synchronize()
    }

    /// Whether `close()` has been called.
    public var isClosed: Bool { table.isClosed.load(ordering: .acquiring) }

    private func beginClosing() -> Bool {
        requireOutside("close")
        // Under the lock: who registers decides under it too.
        return table.withLock { _ in !table.isClosed.exchange(true, ordering: .acquiringAndReleasing) }
    }

    private func tellOfClosing() {
        calls.read { _ in
            tellIntervalsOfRelease()
            guard let list = currentList else { return }
            for subscriber in list.subscribers { CallbackFrame.run(of: identifier) { _ = subscriber.releaseOnce() } }
        }
    }

    private func takeEverybodyOut() {
        table.withLock { state in
            state.subscribers.removeAll()
            state.shared.removeAll()
            publish(state)
        }
    }
}
