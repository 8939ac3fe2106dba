/// A registration that has been made and not yet installed. Dropping it undoes it.
// An object: in generic code the optimiser (Swift 6.3) forgets the deinitialiser of a structure whose size depends on the generic
// parameters, when it is passed on and dropped there.
final class PendingRegistration<Key: Hashable & Sendable, Registration: Sendable> {
    private let store: RegistrationStore<Key, Registration>
    private let place: RegistrationPlace<Key>
    private var registration: Registration?

    init(_ place: RegistrationPlace<Key>, in store: RegistrationStore<Key, Registration>) throws {
        self.store = store
        self.place = place
        registration = try store.register(place.key, place.addresses)
    }

    deinit {
        guard let registration else { return }
        store.deregister(place.key, place.addresses, registration)
        store.withTable { $0.statistics.overtaken += 1 }
    }

    /// Puts it into its entry, and makes the caller its user.
    func install(
        in entry: RegistrationEntry<Key, Registration>
    ) -> RegistrationLease<Key, Registration> {
        // Set by the initialiser, and taken only here.
        let registration = registration.take()!
        store.install(registration, in: entry)
        return RegistrationLease(of: entry, in: store)
    }
}
