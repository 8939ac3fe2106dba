internal import ReadCopyUpdate

extension MemoryNotifiers {
    /// Registers a subscriber to all memory.
    ///
    /// Its callbacks may run before this returns. When it returns, each invalidation that is open was announced to the subscriber, so
    /// second mappings may be made. On failure nothing of the subscriber is left, and nothing of it runs; its `release` is not called.
    ///
    /// - Blocks: until the invalidations that began before have ended; about 50 microseconds if none is open.
    /// - Contexts: any thread that holds no invalidation of this registry open, for which it would wait; not a signal handler. Traps in a
    ///   callback of this registry, and inside a read section of `RCU`.
    /// - Ordering: published first, then a grace period of `ranges`: a start that the grace period does not wait for loads the
    ///   list after it was published.
    /// - Throws: ``MemoryNotifierError/timedOut(after:holders:)`` at `deadline`, ``MemoryNotifierError/closing``, or
    ///   ``MemoryNotifierError/endOfRefusable``.
    @available(*, noasync, message: "it blocks the thread until open invalidations have ended")
    public func register(
        _ operations: MemoryOperations,
        deadline: ContinuousClock.Instant? = nil
    ) throws(MemoryNotifierError) -> MemorySubscription {
        requireMayBlock("register")
        let subscriber = try begin(operations)
        var watch = MemoryWaitWatch(.registration, self)
        let outcome = waiterForOpenRanges().wait(until: deadline, &watch)
        do throws(MemoryNotifierError) {
            try finish(subscriber, outcome, watch)
        } catch {
            withdraw(subscriber)
            calls.synchronize()
            throw error
        }
        return MemorySubscription(self, subscriber)
    }

    /// Registers a subscriber to all memory, without holding a thread; as the blocking form.
    ///
    /// - Throws: also ``MemoryNotifierError/cancelled``, as soon as the task is, whatever is still open.
    public nonisolated(nonsending) func register(
        _ operations: MemoryOperations,
        deadline: ContinuousClock.Instant? = nil
    ) async throws(MemoryNotifierError) -> MemorySubscription {
        let subscriber = try begin(operations)
        let watch = MemoryWaitWatch(.registration, self)
        let outcome = await waiterForOpenRanges().wait(until: deadline, watch)
        do throws(MemoryNotifierError) {
            try finish(subscriber, outcome, watch)
        } catch {
            withdraw(subscriber)
            await calls.synchronize()
            throw error
        }
        return MemorySubscription(self, subscriber)
    }

    /// Makes a subscriber, and publishes it.
    private func begin(_ operations: MemoryOperations) throws(MemoryNotifierError) -> MemorySubscriber {
        requireOutside("register")
        try check(operations)
        if fails(.allocate) { throw .outOfMemory(bytes: MemoryLayout<MemoryOperations>.size) }
        let subscriber = MemorySubscriber(operations)
        try table.withLock { (state) throws(MemoryNotifierError) in try add(subscriber, &state) }
        return subscriber
    }

    func check(_ operations: MemoryOperations) throws(MemoryNotifierError) {
        if case .mayRefuse = operations.start, operations.end != nil { throw .endOfRefusable }
    }

    /// Publishes a subscriber, under the table's lock.
    func add(
        _ subscriber: MemorySubscriber,
        _ state: inout MemorySubscriberTable.State
    ) throws(MemoryNotifierError) {
        if isClosed { throw .closing }
        if fails(.publish) { throw .outOfMemory(bytes: (state.subscribers.count + 1) * 8) }
        state.lastNumber += 1
        subscriber.number = state.lastNumber
        state.subscribers.append(subscriber)
        publish(state)
    }

    /// A waiter that is settled when the invalidations that are open now have ended, whoever they were announced to. Leaving early leaves only
    /// a closure behind, which settles what nobody waits for.
    ///
    /// Not by way of what is retired, which may be waiting for the very thread that waits here.
    func waiterForOpenRanges() -> MemoryWaiter {
        let waiter = MemoryWaiter()
        if fails(.wait) {
            waiter.settle(.cancelled)
        } else {
            ranges.afterGracePeriod { waiter.settle(.arrived) }
        }
        return waiter
    }

    /// Makes the subscriber one that has registered, unless the wait for open invalidations failed, or the registry was closed meanwhile.
    func finish(
        _ subscriber: MemorySubscriber,
        _ outcome: MemoryWaiter.Outcome,
        _ watch: MemoryWaitWatch
    ) throws(MemoryNotifierError) {
        switch outcome {
        case .arrived: break
        case .cancelled: throw .cancelled
        case .timedOut: throw watch.timedOut
        }
        if fails(.finish) { throw .outOfMemory(bytes: MemoryLayout<MemorySubscription>.size) }
        // Under the lock under which it is closed: either the closing finds the subscriber registered, and releases it, or this finds it
        // closed.
        let hasRegistered = table.withLock { _ in
            if !isClosed { subscriber.register() }
            return !isClosed
        }
        if !hasRegistered { throw .closing }
    }

    /// Takes a subscriber out of the list. Its callbacks may be running until a grace period of `calls` is over.
    func withdraw(_ subscriber: MemorySubscriber) {
        table.withLock { state in
            guard let place = state.subscribers.firstIndex(where: { $0 === subscriber }) else { return }
            state.subscribers.remove(at: place)
            publish(state)
        }
    }
}
