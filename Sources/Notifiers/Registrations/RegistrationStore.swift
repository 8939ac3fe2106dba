internal import AsymmetricFences

/// What the leases and the subscriptions of a ``RegistrationCache`` keep of it.
// Unchecked for the table, which the lock protects.
final class RegistrationStore<Key: Hashable & Sendable, Registration: Sendable>: @unchecked Sendable {
    typealias Table = RegistrationTable<Key, Registration>
    typealias Entry = RegistrationEntry<Key, Registration>

    let notifiers: MemoryNotifiers
    let register: @Sendable (Key, Range<UInt>) throws -> Registration
    let deregister: @Sendable (Key, Range<UInt>, Registration) -> Void
    /// Taken under the lock of an interval subscription, never the other way round; no code of the user runs under it.
    private let lock = FutexLock()
    private var table: Table

    init(
        _ notifiers: MemoryNotifiers,
        _ limits: RegistrationLimits,
        _ register: @escaping @Sendable (Key, Range<UInt>) throws -> Registration,
        _ deregister: @escaping @Sendable (Key, Range<UInt>, Registration) -> Void
    ) {
        self.notifiers = notifiers
        self.register = register
        self.deregister = deregister
        table = Table(limits)
    }

    func withTable<Result>(_ body: (inout Table) -> Result) -> Result {
        lock.withLock { body(&table) }
    }

    /// Subscribes an entry to its addresses, before anything is registered: what takes them away later is heard of.
    func subscribe(_ entry: Entry) throws(MemoryNotifierError) {
        entry.subscription = try IntervalSubscription(entry.place.addresses, in: notifiers, state: ()) {
            [self] _, what in
            invalidate(entry, what)
        }
    }

    /// In a callback, under the lock of the entry's subscription.
    private func invalidate(_ entry: Entry, _ what: MemoryInvalidation) {
        if what.owner == UserfaultSource.unreadEvent { return withTable { $0.suspect(entry) } }
        let isDropped = withTable { $0.invalidate(entry) }
        if what.isBlockable {
            // Also what another has dropped: as long as it is not undone it is a second mapping of the memory.
            undo(entry)
            waitForUndoing(entry)
        }
        if isDropped { leave([entry]) }
    }

    /// Installs what was registered, under the lock of the entry's subscription: who takes the memory away later finds it.
    func install(_ registration: Registration, in entry: Entry) {
        let waiters = withTable { $0.install(registration, in: entry) }
        for waiter in waiters { waiter.settle(.arrived) }
    }

    /// Leaves nothing of an entry that could not be registered.
    func fail(_ entry: Entry) {
        let waiters = withTable { $0.fail(entry) }
        for waiter in waiters { waiter.settle(.arrived) }
    }

    /// Whether the memory of an entry that the caller uses is what was registered, as far as it is known.
    func isValid(_ entry: Entry) -> Bool {
        let (isInvalid, isSuspect) = withTable { _ in (entry.isInvalid, entry.isSuspect) }
        if isInvalid || !isSuspect { return !isInvalid }
        // What made it a suspect may be over; then the invalidations of what the event was about have come. Set for who uses the entry.
        guard let core = entry.subscription?.core else { return false }
        let (_, waiter) = notifiers.index.readBegin(core)
        if let waiter {
            notifiers.index.forget(waiter)
            return false
        }
        return withTable { _ in !entry.isInvalid }
    }

    /// Takes out what is over the limits and what was left over, to be disposed of.
    func collect(_ more: (inout Table) -> [Entry] = { _ in [] }) -> [Entry] {
        withTable { table in
            let dropped = more(&table)
            return isInCallback ? dropped : dropped + table.takeLeftovers()
        }
    }

    /// Undoes registrations and ends their subscriptions, which in a callback of the registry would wait for itself: there the latter
    /// is left to the next who comes by.
    func dispose(_ dropped: [Entry]) {
        for one in dropped { undo(one) }
        guard !dropped.isEmpty, !leaves(dropped) else { return }
        for one in dropped {
            if let subscription = one.subscription.take() { subscription.remove() }
        }
    }

    nonisolated(nonsending) func dispose(_ dropped: [Entry]) async {
        for one in dropped { undo(one) }
        guard !dropped.isEmpty, !leaves(dropped) else { return }
        for one in dropped {
            if let subscription = one.subscription.take() { await subscription.remove() }
        }
    }

    /// Ends the cache: what nobody uses goes now, the rest with its last user.
    func close() {
        dispose(
            collect {
                $0.isClosed = true
                return $0.dropUnused()
            }
        )
        if isInCallback { leave([]) }
    }

    private func leaves(_ dropped: [Entry]) -> Bool {
        guard isInCallback else { return false }
        leave(dropped)
        return true
    }

    /// Leaves entries to the next who comes by; to a thread of its own where the cache is gone, and nobody may come any more.
    private func leave(_ dropped: [Entry]) {
        let isNobodysAnyMore = withTable { table in
            table.leave(dropped)
            return table.isClosed && !table.leftovers.isEmpty
        }
        guard isNobodysAnyMore else { return }
        ServiceThread.start(name: "rcu-leftovers") { [self] in dispose(collect()) }
    }

    private var isInCallback: Bool { CallbackFrame.isInside(notifiers.identifier) }

    /// Undoes an entry that was dropped, unless somebody has begun to.
    private func undo(_ entry: Entry) {
        guard let registration = withTable({ $0.beginUndoing(entry) }) else { return }
        deregister(entry.place.key, entry.place.addresses, registration)
        let waiters = withTable { $0.endUndoing(entry) }
        for waiter in waiters { waiter.settle(.arrived) }
    }

    /// Waits for another thread that is undoing the entry, if there is one.
    private func waitForUndoing(_ entry: Entry) {
        guard let waiter = withTable({ $0.waitForUndoing(entry) }) else { return }
        var watch = MemoryWaitWatch(.reader(entry.place.addresses), notifiers)
        _ = waiter.wait(until: nil, &watch)
    }
}
