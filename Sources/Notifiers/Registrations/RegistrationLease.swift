/// The use of a registration, from a ``RegistrationCache``. Dropping it ends the use.
///
/// While it lives the registration is not undone, even if its memory is taken away; see ``isValid``.
public struct RegistrationLease<Key: Hashable & Sendable, Registration: Sendable>: ~Copyable, Sendable {
    // References only. In generic code the optimiser (Swift 6.3) forgets the deinitialiser of a structure whose size depends on the
    // generic parameters, when it is passed on and dropped there.
    private let store: RegistrationStore<Key, Registration>
    private let entry: RegistrationEntry<Key, Registration>
    private var isReleased = false

    /// The use of an entry that has its registration, and counts the caller among its users.
    init(of entry: RegistrationEntry<Key, Registration>, in store: RegistrationStore<Key, Registration>) {
        self.store = store
        self.entry = entry
    }

    /// What registering gave.
    public var registration: Registration {
        // Set before the entry had a user, and taken when it has none: not locked.
        entry.registration!
    }

    /// What it was registered for.
    public var key: Key { entry.place.key }

    /// The memory that is registered.
    public var addresses: Range<UInt> { entry.place.addresses }

    deinit {
        guard !isReleased else { return }
        store.dispose(store.collect { $0.release(entry) })
    }

    /// Whether the memory is still what was registered: false from the moment that it is announced to be taken away, and while that is
    /// possible and not yet known.
    ///
    /// An answer may be old when it is used. Who needs more than that holds off those who take the memory away.
    public var isValid: Bool { store.isValid(entry) }

    /// Ends the use. The last use of a registration whose memory was taken away undoes it; others undo what is over the limits.
    ///
    /// - Blocks: as long as the deregistrations do, and, if there is one, until callbacks of the registry that run have returned. So
    ///   not under a lock that a callback takes.
    /// - Contexts: any thread; in a callback of the registry as well. If there is something to undo it traps inside a read section of
    ///   `RCU`.
    @available(*, noasync, message: "it blocks the thread if there is something to undo")
    public consuming func release() {}

    /// Likewise, without holding the thread for more than the deregistrations.
    public consuming nonisolated(nonsending) func release() async {
        isReleased = true
        await store.dispose(store.collect { $0.release(entry) })
    }
}
