extension RegistrationCache {
    typealias Failure = MemoryRetryError<any Error>

    /// Subscribes, registers, installs; or leaves nothing.
    func register(
        _ entry: RegistrationEntry<Key, Registration>,
        _ deadline: ContinuousClock.Instant?
    ) throws(Failure) -> RegistrationLease<Key, Registration> {
        do throws(Failure) {
            try subscribe(entry)
            // Set by `subscribe`, and taken when the entry has no user.
            return try entry.subscription!.withRetry(deadline: deadline) { () throws(any Error) in
                try PendingRegistration(entry.place, in: store)
            } install: { (_, pending) throws(any Error) in
                pending.install(in: entry)
            }
        } catch {
            store.fail(entry)
            if let subscription = entry.subscription.take() { subscription.remove() }
            throw error
        }
    }

    nonisolated(nonsending) func register(
        _ entry: RegistrationEntry<Key, Registration>,
        _ deadline: ContinuousClock.Instant?
    ) async throws(Failure) -> RegistrationLease<Key, Registration> {
        do throws(Failure) {
            try subscribe(entry)
            return try await entry.subscription!.withRetry(deadline: deadline) { () async throws(any Error) in
                try PendingRegistration(entry.place, in: store)
            } install: { (_, pending) throws(any Error) in
                pending.install(in: entry)
            }
        } catch {
            store.fail(entry)
            if let subscription = entry.subscription.take() { await subscription.remove() }
            throw error
        }
    }

    private func subscribe(_ entry: RegistrationEntry<Key, Registration>) throws(Failure) {
        do throws(MemoryNotifierError) {
            try store.subscribe(entry)
        } catch {
            throw .notifiers(error)
        }
    }

    /// Waits until it is known whether the memory of a suspect was taken away, and says whether it may be handed out.
    ///
    /// As an installation: the sequence is read when no invalidation of the addresses is open, and compared under the lock of the
    /// subscription, so that the next that may concern the entry comes before, and is waited for, or after, and finds the entry in use.
    func confirm(
        _ entry: RegistrationEntry<Key, Registration>,
        _ deadline: ContinuousClock.Instant?
    ) throws(Failure) -> Bool {
        while true {
            do throws(MemoryNotifierError) {
                // The caller uses the entry, so that the subscription is there.
                let sequence = try entry.subscription!.readBegin(deadline: deadline)
                if let answer = confirm(entry, sequence) { return answer }
            } catch {
                throw .notifiers(error)
            }
        }
    }

    nonisolated(nonsending) func confirm(
        _ entry: RegistrationEntry<Key, Registration>,
        _ deadline: ContinuousClock.Instant?
    ) async throws(Failure) -> Bool {
        while true {
            do throws(MemoryNotifierError) {
                let sequence = try await entry.subscription!.readBegin(deadline: deadline)
                if let answer = confirm(entry, sequence) { return answer }
            } catch {
                throw .notifiers(error)
            }
        }
    }

    private func confirm(_ entry: RegistrationEntry<Key, Registration>, _ sequence: IntervalSequence) -> Bool? {
        entry.subscription!.withLock { _ in
            guard !entry.subscription!.hasChanged(since: sequence) else { return nil }
            return store.withTable { $0.confirm(entry) }
        }
    }
}
