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
        guard let dropped = withTable({ $0.invalidate(entry) }) else { return }
        if what.isBlockable {
            undo(dropped)
            withTable { $0.leave([Table.Dropped(entry: entry, registration: nil)]) }
        } else {
            withTable { $0.leave([dropped]) }
        }
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

    /// Takes out what is over the limits and what was left over, to be disposed of.
    func collect(_ more: (inout Table) -> [Table.Dropped] = { _ in [] }) -> [Table.Dropped] {
        withTable { table in
            let dropped = more(&table)
            return isInCallback ? dropped : dropped + table.takeLeftovers()
        }
    }

    /// Undoes registrations and ends their subscriptions, which in a callback of the registry would wait for itself: there the latter
    /// is left to the next who comes by.
    func dispose(_ dropped: [Table.Dropped]) {
        for one in dropped { undo(one) }
        guard !dropped.isEmpty, !leaves(dropped) else { return }
        for one in dropped {
            if let subscription = one.entry.subscription.take() { subscription.remove() }
        }
    }

    nonisolated(nonsending) func dispose(_ dropped: [Table.Dropped]) async {
        for one in dropped { undo(one) }
        guard !dropped.isEmpty, !leaves(dropped) else { return }
        for one in dropped {
            if let subscription = one.entry.subscription.take() { await subscription.remove() }
        }
    }

    private func leaves(_ dropped: [Table.Dropped]) -> Bool {
        guard isInCallback else { return false }
        withTable { $0.leave(dropped.map { Table.Dropped(entry: $0.entry, registration: nil) }) }
        return true
    }

    private var isInCallback: Bool { CallbackFrame.isInside(notifiers.identifier) }

    private func undo(_ dropped: Table.Dropped) {
        guard let registration = dropped.registration else { return }
        deregister(dropped.entry.place.key, dropped.entry.place.addresses, registration)
    }
}
