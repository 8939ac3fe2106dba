/// Keeps expensive registrations of ranges of memory, with a device or the kernel, as long as the memory is what was registered.
///
///     let cache = RegistrationCache(notifiers: .process) { (device: Device, addresses) in
///         try device.pin(addresses)
///     } deregister: { device, _, pin in
///         device.unpin(pin)
///     }
///     let lease = try cache.lease(device, buffer)
///     device.send(lease.registration)
///
/// What somebody has leased stays; what nobody has stays until it is the least recently used of more than the limits allow. When memory is
/// announced to be taken away its registrations are never handed out again, and undone at once, or when their last user lets go. Two
/// who want the same registration at once share one.
///
/// **No window.** The addresses are subscribed to first, and registered then; what was taken away meanwhile is seen when the registration is to be
/// installed, under the lock that the announcement takes too, and it is undone and made again. A cache that registers first and
/// subscribes then would keep a registration of pages that have gone.
///
/// **Unread events.** Where a ``UserfaultSource`` announces that an event has come which it has not read, the registrations of that
/// registry are not undone: nobody gets one until the event is known, and only those that it concerns go. A registration that is
/// just being made is made again, though, whatever the event is about: while watched memory is unmapped without a pause, new
/// ones may not come about. Lease with a deadline where that can be.
///
/// The registry must be told of what happens to the memory: by a `BlockAllocator`, by a ``UserfaultSource``, or by
/// the caller, with ``MemoryNotifiers/withInvalidation(of:event:owner:_:)``.
///
/// - Note: Registrations are found by key and exact range. The closures run on the threads that lease, release and take memory away,
///   several at once, under no lock of the cache; `deregister` also in callbacks of the registry, with which go their rules: it must not
///   lease, nor take away memory of the same range.
public final class RegistrationCache<Key: Hashable & Sendable, Registration: Sendable>: Sendable {
    let store: RegistrationStore<Key, Registration>

    /// Creates an empty cache.
    ///
    /// - Parameters:
    ///   - notifiers: who knows when memory is taken away.
    ///   - limits: what is kept though nobody uses it.
    ///   - register: registers addresses for a key; may block, and may fail.
    ///   - deregister: undoes it, exactly once for each time that `register` returned. Blocks whoever takes the memory away.
    public init(
        notifiers: MemoryNotifiers,
        limits: RegistrationLimits = RegistrationLimits(),
        register: @escaping @Sendable (Key, Range<UInt>) throws -> Registration,
        deregister: @escaping @Sendable (Key, Range<UInt>, Registration) -> Void
    ) {
        store = RegistrationStore(notifiers, limits, register, deregister)
    }

    /// Undoes all that nobody uses; the rest when its last user lets go. Blocks as the blocking `removeUnused()`.
    deinit { store.close() }

    /// What the cache holds and has done.
    public var statistics: RegistrationCacheStatistics { store.withTable { $0.statistics } }

    /// Undoes the registrations that nobody uses.
    ///
    /// - Blocks: as long as the deregistrations do, and until callbacks of the registry that run have returned.
    /// - Contexts: as `release()` of a ``RegistrationLease``.
    @available(*, noasync, message: "it blocks the thread if there is something to undo")
    public func removeUnused() {
        store.dispose(store.collect { $0.dropUnused() })
    }

    /// Likewise, without holding the thread for more than the deregistrations.
    public nonisolated(nonsending) func removeUnused() async {
        await store.dispose(store.collect { $0.dropUnused() })
    }
}
