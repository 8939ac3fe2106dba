extension IntervalSubscription where State: ~Copyable {
    /// Makes a second mapping: looks up what it maps to, and installs that if the addresses have not been taken away meanwhile; otherwise
    /// again, as often as it takes.
    ///
    /// The equivalent of
    ///
    ///     repeat {
    ///         seq = readBegin()                    // waits while an overlapping invalidation is open
    ///         found = lookUp()
    ///         lock { if !readRetry(seq) { return install(&state, found) } }
    ///     }
    ///
    /// - Blocks: as `lookUp` does, and until open invalidations have ended.
    /// - Contexts: as `readBegin(deadline:)`.
    /// - Parameters:
    ///   - deadline: after it no further attempt is made. Nil: there may be any number, while the range is taken away again and again.
    ///   - lookUp: may block and may take memory away, but must leave no second mapping behind: what it returns may be thrown away.
    ///   - install: runs under the lock, once, if nothing has come between. Whoever takes the range away later finds it.
    /// - Throws: ``MemoryRetryError``: what the caller's own code threw, or why no attempt could be made: ``MemoryNotifierError/closing``, or
    ///   ``MemoryNotifierError/timedOut(after:holders:)`` with a deadline.
    @available(*, noasync, message: "it blocks the thread until open invalidations have ended")
    public func withRetry<Found: ~Copyable, Result: ~Copyable, Failure: Error>(
        deadline: ContinuousClock.Instant? = nil,
        lookUp: () throws(Failure) -> sending Found,
        install: (inout sending State, consuming sending Found) throws(Failure) -> sending Result
    ) throws(MemoryRetryError<Failure>) -> sending Result {
        var attempt = Attempt(deadline)
        while true {
            let sequence: IntervalSequence
            do throws(MemoryNotifierError) {
                try attempt.begin(self)
                sequence = try readBegin(deadline: deadline)
            } catch {
                throw .notifiers(error)
            }
            do throws(Failure) {
                let found = try lookUp()
                if let result = try settle(found, ifUnchangedSince: sequence, install) { return result }
            } catch {
                throw .caller(error)
            }
        }
    }

    /// Likewise, without holding a thread; `lookUp` may suspend. Cancellation ends it between attempts.
    ///
    /// - Throws: also ``MemoryNotifierError/cancelled``.
    public nonisolated(nonsending) func withRetry<Found: ~Copyable, Result: ~Copyable, Failure: Error>(
        deadline: ContinuousClock.Instant? = nil,
        lookUp: nonisolated(nonsending) () async throws(Failure) -> sending Found,
        install: (inout sending State, consuming sending Found) throws(Failure) -> sending Result
    ) async throws(MemoryRetryError<Failure>) -> sending Result {
        var attempt = Attempt(deadline)
        while true {
            let sequence: IntervalSequence
            do throws(MemoryNotifierError) {
                try attempt.begin(self)
                if Task.isCancelled { throw .cancelled }
                sequence = try await readBegin(deadline: deadline)
            } catch {
                throw .notifiers(error)
            }
            do throws(Failure) {
                let found = try await lookUp()
                if let result = try settle(found, ifUnchangedSince: sequence, install) { return result }
            } catch {
                throw .caller(error)
            }
        }
    }

    /// Installs what was found, or throws it away and returns nil.
    private func settle<Found: ~Copyable, Result: ~Copyable, Failure: Error>(
        _ found: consuming sending Found,
        ifUnchangedSince sequence: IntervalSequence,
        _ body: (inout sending State, consuming sending Found) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result? {
        // A closure that is called at most once cannot consume what it captures, unless that is optional.
        var found = Disconnected(found)
        return try withLock { (state) throws(Failure) -> Result? in
            guard !hasChanged(since: sequence), let found = found.take() else { return nil }
            return try body(&state, found)
        }
    }
}

/// The attempts of one call to install something.
private struct Attempt {
    private let deadline: ContinuousClock.Instant?
    private let began = ContinuousClock.now
    private var isFirst = true

    init(_ deadline: ContinuousClock.Instant?) {
        self.deadline = deadline
    }

    /// Begins an attempt; the first is made also at the deadline.
    mutating func begin<State: ~Copyable>(
        _ subscription: borrowing IntervalSubscription<State>
    ) throws(MemoryNotifierError) {
        defer { isFirst = false }
        if !isFirst, let deadline, deadline <= .now {
            throw .timedOut(
                after: began.duration(to: .now),
                holders: subscription.notifiers.index.holders(of: subscription.addresses)
            )
        }
    }
}
