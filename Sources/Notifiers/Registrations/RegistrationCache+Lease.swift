extension RegistrationCache {
    /// A registration of `addresses` for `key`: one that is there, or a new one.
    ///
    /// To make room for a new one, what nobody uses is undone before `register` is called, the least recently used first.
    ///
    /// - Blocks: while `register` does, while the addresses are being taken away, and while another makes the same registration; and
    ///   for deregistrations, see `removeUnused()`.
    /// - Contexts: as `readBegin(deadline:)` of an ``IntervalSubscription``: not in a callback of the registry, and not by
    ///   a thread that holds an invalidation open that it would wait for, nor inside a read section of `RCU`.
    /// - Parameters:
    ///   - key: with whom, or for what, it is registered: what `register` is given.
    ///   - addresses: not empty. Another range is another registration, also if it overlaps this one.
    ///   - deadline: after it nothing is begun or waited for any more; a `register` that has begun is not interrupted. Nil: none.
    /// - Throws: what `register` threw, or why no attempt could be made: an empty range, the deadline, a closed registry. Nothing is
    ///   left of it.
    @available(*, noasync, message: "it blocks the thread")
    public func lease(
        _ key: Key,
        _ addresses: Range<UInt>,
        deadline: ContinuousClock.Instant? = nil
    ) throws(MemoryRetryError<any Error>) -> RegistrationLease<Key, Registration> {
        while true {
            switch enter(key, addresses) {
            case (.hit(let entry), _):
                return RegistrationLease(of: entry, in: store)
            case (.suspect(let entry), _):
                // Dropped, and with it the use, if it turns out to be no good.
                let lease = RegistrationLease(of: entry, in: store)
                if try confirm(entry, deadline) { return lease }
            case (.pending(let waiter), _):
                var watch = MemoryWaitWatch(.reader(addresses), store.notifiers)
                try check(waiter.wait(until: deadline, &watch), watch)
            case (.made(let entry), let dropped):
                store.dispose(dropped)
                return try register(entry, deadline)
            }
        }
    }

    /// Likewise, without holding a thread while it waits for others. `register` and `deregister` hold it as long as they take.
    ///
    /// - Throws: also ``MemoryNotifierError/cancelled``.
    public nonisolated(nonsending) func lease(
        _ key: Key,
        _ addresses: Range<UInt>,
        deadline: ContinuousClock.Instant? = nil
    ) async throws(MemoryRetryError<any Error>) -> RegistrationLease<Key, Registration> {
        while true {
            switch enter(key, addresses) {
            case (.hit(let entry), _):
                return RegistrationLease(of: entry, in: store)
            case (.suspect(let entry), _):
                let lease = RegistrationLease(of: entry, in: store)
                let isGood: Bool
                do throws(Failure) {
                    isGood = try await confirm(entry, deadline)
                } catch {
                    await lease.release()
                    throw error
                }
                if isGood { return lease }
                await lease.release()
            case (.pending(let waiter), _):
                let watch = MemoryWaitWatch(.reader(addresses), store.notifiers)
                try check(await waiter.wait(until: deadline, watch), watch)
            case (.made(let entry), let dropped):
                await store.dispose(dropped)
                return try await register(entry, deadline)
            }
        }
    }

    private typealias Table = RegistrationTable<Key, Registration>
    private typealias Entry = RegistrationEntry<Key, Registration>

    private func enter(_ key: Key, _ addresses: Range<UInt>) -> (Table.Found, [Entry]) {
        store.withTable { table in
            let found = table.enter(RegistrationPlace(key: key, addresses: addresses))
            guard case .made = found else { return (found, []) }
            return (found, table.evict() + table.takeLeftovers())
        }
    }

    private func check(
        _ outcome: MemoryWaiter.Outcome,
        _ watch: MemoryWaitWatch
    ) throws(MemoryRetryError<any Error>) {
        switch outcome {
        // Whether it was made or not: if not, this one tries.
        case .arrived: return
        case .timedOut: throw .notifiers(watch.timedOut)
        case .cancelled: throw .notifiers(.cancelled)
        }
    }
}
