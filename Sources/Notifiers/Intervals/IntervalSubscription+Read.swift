internal import AsymmetricFences
internal import Synchronization

extension IntervalSubscription where State: ~Copyable {
    /// Begins to make a second mapping: waits while the addresses are being taken away. What is looked up after it may be installed if
    /// ``readRetry(_:)`` says so. `withRetry(deadline:lookUp:install:)` does all of it.
    ///
    /// It waits for invalidations of these addresses only; and, when the first of all subscriptions of the registry has just come, also
    /// after all had gone, for those that were open then, whatever they are of.
    ///
    /// - Blocks: until they have ended, or `deadline`. Reports who holds them open; see ``MemoryNotifiers/Configuration``.
    /// - Contexts: any thread that holds no invalidation open that it would wait for. Traps in a callback of this
    ///   registry, and under the lock of one of its intervals, which a callback may wait for. Inside a read section of `RCU`, as a message of
    ///   a worker is, only where nobody waits for a grace period of `RCU` while he holds an invalidation open.
    /// - Throws: ``MemoryNotifierError/timedOut(after:holders:)``, or ``MemoryNotifierError/closing``.
    @available(*, noasync, message: "it blocks the thread until open invalidations have ended")
    public func readBegin(deadline: ContinuousClock.Instant? = nil) throws(MemoryNotifierError) -> IntervalSequence {
        notifiers.requireOutside("readBegin")
        let (sequence, waiting) = notifiers.index.readBegin(core)
        guard let waiting else { return try unlessClosed(sequence) }
        var watch = MemoryWaitWatch(.reader(addresses), notifiers)
        let outcome = waiting.waiter.wait(until: deadline, &watch)
        try settle(outcome, waiting, watch)
        return try unlessClosed(waiting.sequence)
    }

    /// Likewise, without holding a thread.
    ///
    /// - Throws: also ``MemoryNotifierError/cancelled``.
    public nonisolated(nonsending) func readBegin(
        deadline: ContinuousClock.Instant? = nil
    ) async throws(MemoryNotifierError) -> IntervalSequence {
        notifiers.requireOutside("readBegin")
        let (sequence, waiting) = notifiers.index.readBegin(core)
        guard let waiting else { return try unlessClosed(sequence) }
        let watch = MemoryWaitWatch(.reader(addresses), notifiers)
        let outcome = await waiting.waiter.wait(until: deadline, watch)
        try settle(outcome, waiting, watch)
        return try unlessClosed(waiting.sequence)
    }

    /// The sequence, unless the registry was closed.
    ///
    /// Looked at after the sequence was read, and after the wait: closed is set before the closing tells the intervals, under the lock of
    /// the index like the reader's look. Not closed now: it tells them later than the sequence was read, with a number of its own; so the
    /// comparison fails. Looked at before, all of the closing could come between.
    private func unlessClosed(_ sequence: UInt64) throws(MemoryNotifierError) -> IntervalSequence {
        if notifiers.isClosed { throw .closing }
        return IntervalSequence(value: sequence)
    }

    private func settle(
        _ outcome: MemoryWaiter.Outcome,
        _ reader: WaitingReader,
        _ watch: MemoryWaitWatch
    ) throws(MemoryNotifierError) {
        switch outcome {
        case .arrived: return
        case .timedOut:
            notifiers.index.forget(reader)
            throw watch.timedOut
        case .cancelled:
            notifiers.index.forget(reader)
            throw .cancelled
        }
    }

    /// Whether the addresses have been taken away since `sequence` was read, so that what was looked up must be thrown away.
    ///
    /// Under the lock only, that is inside ``withLock(_:)``, and traps elsewhere: its answer is old when the lock is not held.
    public func readRetry(_ sequence: IntervalSequence) -> Bool {
        require(
            CallbackFrame.holds(core),
            "readRetry was called without the lock of its interval subscription; expected inside withLock"
        )
        return hasChanged(since: sequence)
    }

    /// Under the lock, which orders the load with the hit that stored.
    func hasChanged(since sequence: IntervalSequence) -> Bool {
        core.sequence.load(ordering: .relaxed) != sequence.value
    }

    /// Runs `body` on the state, under the lock that the callback is run under.
    ///
    /// - Blocks: while the callback or another holds the lock. An invalidation of these addresses waits for `body`.
    /// - Contexts: any thread; not a signal handler, nor inside itself or the callback, which traps. In `body` what waits for
    ///   callbacks traps.
    public func withLock<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        require(
            !CallbackFrame.holds(core),
            "withLock was called under the lock of the same interval subscription, of \(addresses): it would wait for itself"
        )
        core.lock.lock()
        defer { core.lock.unlock() }
        var result = try CallbackFrame.run(of: notifiers.identifier, locking: core) { () throws(Failure) in
            Disconnected(try core.withState(body))
        }
        // Taken here only.
        return result.take()!
    }
}
