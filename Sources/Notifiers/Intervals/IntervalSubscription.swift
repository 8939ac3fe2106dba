internal import ReadCopyUpdate

/// A subscription to one range of addresses, with the state that depends on what is there: second mappings, registrations, translations.
///
/// The state lies under a lock of the subscription's own. The callback is run under it, to drop what the state has of the range; so are
/// installations, which `withRetry(deadline:lookUp:install:)` makes without a race:
///
///     let pins = try IntervalSubscription(addresses, in: notifiers, state: Pins()) { pins, what in
///         pins.drop(what.addresses)
///     }
///     try pins.withRetry {
///         try lookUp()                                  // may block, may fail
///     } install: { pins, found in
///         pins.insert(found)                            // nothing has come between
///     }
///
/// Dropping it ends it, as the blocking `remove()` does. It keeps its registry.
public struct IntervalSubscription<State: ~Copyable>: ~Copyable, Sendable {
    let notifiers: MemoryNotifiers
    let core: IntervalCore<State>

    /// Subscribes to `addresses`.
    ///
    /// The callback is called for every invalidation that overlaps them, once, before the memory goes, on the thread that
    /// takes it away, and under the lock. It must not wait for an invalidation, nor take away memory of the same range, nor of one whose
    /// callback takes away memory of this: two that meet would wait for each other. Where the invalidation is not blockable it must not
    /// block. It may be called for invalidations whose memory it has nothing of.
    ///
    /// If an invalidation of these addresses is open meanwhile, readers wait until it is over; it is not told to the callback.
    ///
    /// - Never blocks. Complexity: O(log n) for n intervals.
    /// - Contexts: any thread, callbacks included; not a signal handler.
    /// - Throws: ``MemoryNotifierError/emptyRange(_:)``, ``MemoryNotifierError/closing``, or ``MemoryNotifierError/outOfMemory(bytes:)``. Nothing
    ///   is left then.
    public init(
        _ addresses: Range<UInt>,
        in notifiers: MemoryNotifiers,
        state: consuming sending State,
        invalidate: @escaping @Sendable (inout State, MemoryInvalidation) -> Void
    ) throws(MemoryNotifierError) {
        if addresses.isEmpty { throw .emptyRange(addresses) }
        let core = IntervalCore(addresses, state, invalidate)
        try notifiers.insert(core)
        self.notifiers = notifiers
        self.core = core
    }

    deinit { notifiers.remove(core) }

    /// The addresses.
    public var addresses: Range<UInt> { core.range }

    /// Ends the subscription: when this returns its callback does not run and cannot run, and its state is gone.
    ///
    /// The state is destroyed first, under the lock, while the subscription is still told of what is taken away: nothing goes from under
    /// second mappings that it owns. So its deinitialiser runs as the callback does, and an invalidation of the addresses waits for it. A range
    /// that is open is not waited for.
    ///
    /// - Blocks: until callbacks of this registry that run have returned.
    /// - Contexts: any thread; not a signal handler. Traps in a callback of this registry, under the lock of one of its intervals, and
    ///   inside a read section of `RCU`.
    @available(*, noasync, message: "it blocks the thread until callbacks have returned")
    public consuming func remove() {}

    /// Likewise, without holding a thread.
    public consuming nonisolated(nonsending) func remove() async {
        // What is left for the deinitialiser is nothing.
        await notifiers.remove(core)
    }
}
