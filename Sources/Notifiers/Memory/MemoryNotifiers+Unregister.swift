internal import ReadCopyUpdate
internal import Synchronization

extension MemoryNotifiers {
    /// Takes a subscriber out, waits for its callbacks, and calls its `release` if that never was.
    ///
    /// The grace period is of `calls`, not of `ranges`: a range that somebody holds open, perhaps the caller, holds nothing up here.
    /// After it no callback runs, and none can begin: sections that began later do not find the subscriber.
    ///
    /// Release is called here or by ``close()``, whoever exchanges the word. If that was the closing, it found the subscriber
    /// in a list of before, in a section that the grace period has waited for; so its release has returned.
    func unregister(_ subscriber: MemorySubscriber) {
        guard subscriber.beginUnregistering() else { return }
        requireOutside("unregister")
        withdraw(subscriber)
        calls.synchronize()
        subscriber.releaseOnce()
        subscriber.dropOperations()
    }

    nonisolated(nonsending) func unregister(_ subscriber: MemorySubscriber) async {
        guard subscriber.beginUnregistering() else { return }
        requireOutside("unregister")
        withdraw(subscriber)
        await calls.synchronize()
        subscriber.releaseOnce()
        subscriber.dropOperations()
    }

    /// Says that all of the memory is gone, or is about to be: the end of an address space.
    ///
    /// Intervals are told of an invalidation of all addresses, with the event ``MemoryEvent/release``; every subscriber to all memory that has
    /// registered is given its `release`, unless it was, and hears of nothing more. Later registrations fail with
    /// ``MemoryNotifierError/closing``; subscriptions that exist are dropped as ever. Closing again does nothing.
    ///
    /// - Blocks: as long as the callbacks do.
    /// - Contexts: any thread; not a signal handler. Traps in a callback of this registry.
    @available(*, noasync, message: "it blocks the thread until callbacks have returned")
    public func close() {
        guard beginClosing() else { return }
        tellOfClosing()
        calls.synchronize()
    }

    /// Likewise, without holding a thread for callbacks on other threads.
    public nonisolated(nonsending) func close() async {
        guard beginClosing() else { return }
        tellOfClosing()
        await calls.synchronize()
    }

    /// Whether ``close()`` has been called.
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
            for subscriber in list.subscribers { CallbackFrame.run(of: identifier) { subscriber.releaseOnce() } }
        }
        table.withLock { state in
            state.subscribers.removeAll()
            state.shared.removeAll()
            publish(state)
        }
    }
}
