/// One registration of a ``RegistrationCache``, from before it is made until it is undone.
// Unchecked: all that changes is protected by the table's lock, except the subscription, which is set before the entry is ready
// and taken by the one who dropped it, when nobody uses it.
final class RegistrationEntry<Key: Hashable & Sendable, Registration: Sendable>: @unchecked Sendable {
    let place: RegistrationPlace<Key>
    /// Nil while it is made, and when it is to be undone.
    var registration: Registration?
    /// What is to be undone, by the first who takes it.
    var dropped: Registration?
    /// The thread that is undoing it, or 0.
    var undoer: Int32 = 0
    /// Leases, and who makes it.
    var users = 1
    /// The memory was taken away: never handed out again.
    var isInvalid = false
    /// The memory may have been taken away: handed out when that is known.
    var isSuspect = false
    /// Those who want it and do not make it, and later those who wait until it is undone.
    var waiters: [MemoryWaiter] = []
    /// Neighbours among the unused, which the table keeps alive.
    unowned(unsafe) var older: RegistrationEntry?
    unowned(unsafe) var newer: RegistrationEntry?
    var subscription: IntervalSubscription<Void>?

    init(_ place: RegistrationPlace<Key>) {
        self.place = place
    }
}

/// What a registration is found by.
struct RegistrationPlace<Key: Hashable & Sendable>: Hashable, Sendable {
    let key: Key
    let addresses: Range<UInt>
}
