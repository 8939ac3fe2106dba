internal import ReadCopyUpdate

extension MemoryNotifiers {
    /// Registers `operations`, or counts one more user of them if they are registered here already.
    ///
    /// - Blocks, contexts, ordering, errors: as `register(_:deadline:)`.
    @available(*, noasync, message: "it blocks the thread until open invalidations have ended")
    public func get(
        _ operations: SharedMemoryOperations,
        deadline: ContinuousClock.Instant? = nil
    ) throws(MemoryNotifierError) -> SharedMemorySubscription {
        requireMayBlock("get")
        let entry = try beginSharing(operations)
        // Given back if the wait fails, as by any user.
        let subscription = SharedMemorySubscription(self, entry)
        guard entry.subscriber.isRegistering else { return subscription }
        var watch = MemoryWaitWatch(.registration, self)
        let outcome = waiterForOpenRanges().wait(until: deadline, &watch)
        try finish(entry.subscriber, outcome, watch)
        return subscription
    }

    /// Likewise, without holding a thread.
    public nonisolated(nonsending) func get(
        _ operations: SharedMemoryOperations,
        deadline: ContinuousClock.Instant? = nil
    ) async throws(MemoryNotifierError) -> SharedMemorySubscription {
        let entry = try beginSharing(operations)
        let subscription = SharedMemorySubscription(self, entry)
        guard entry.subscriber.isRegistering else { return subscription }
        let watch = MemoryWaitWatch(.registration, self)
        let outcome = await waiterForOpenRanges().wait(until: deadline, watch)
        try finish(entry.subscriber, outcome, watch)
        return subscription
    }

    /// Waits until what was given back before the call has been freed: before code that its callbacks are in is unloaded.
    ///
    /// - Blocks: for a grace period, and for callbacks that run.
    /// - Contexts: any thread; not a signal handler. Traps in a callback of this registry, and inside a read section of `RCU`.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public func synchronize() {
        requireOutside("synchronize")
        calls.barrier()
    }

    /// Likewise, without holding a thread.
    public nonisolated(nonsending) func synchronize() async {
        requireOutside("synchronize")
        await calls.barrier()
    }

    /// One more user; the first publishes the subscriber. Whoever comes while it is registering waits for open ranges himself.
    private func beginSharing(_ shared: SharedMemoryOperations) throws(MemoryNotifierError) -> SharedMemoryEntry {
        requireOutside("get")
        let key = ObjectIdentifier(shared)
        let existing = try table.withLock { (state) throws(MemoryNotifierError) -> SharedMemoryEntry? in
            // Until the closing has released everybody the entry is still there.
            if isClosed { throw .closing }
            let entry = state.shared[key]
            entry?.users += 1
            return entry
        }
        if let existing { return existing }
        if fails(.allocate) { throw .outOfMemory(bytes: MemoryLayout<MemoryOperations>.size) }
        // The user's code, so outside of the lock; another may be faster.
        let operations = shared.make(self)
        try check(operations)
        let new = SharedMemoryEntry(shared, MemorySubscriber(operations))
        return try table.withLock { (state) throws(MemoryNotifierError) in
            if let other = state.shared[key] {
                other.users += 1
                return other
            }
            try add(new.subscriber, &state)
            state.shared[key] = new
            return new
        }
    }

    /// One user less; after the last the operations are freed when no callback runs any more: the lists that they were in hold them, until a
    /// grace period of `calls` has passed.
    func put(_ entry: SharedMemoryEntry) {
        table.withLock { state in
            entry.users -= 1
            guard entry.users == 0 else { return }
            let key = ObjectIdentifier(entry.shared)
            // Not after the closing, which has taken it out.
            if state.shared[key] === entry { state.shared[key] = nil }
            if let place = state.subscribers.firstIndex(where: { $0 === entry.subscriber }) {
                state.subscribers.remove(at: place)
                publish(state)
            }
        }
    }
}
