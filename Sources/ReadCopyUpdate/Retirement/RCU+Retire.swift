extension RCU {
    /// Releases a reference to `object` after a grace period: what a reader finds in a section stays alive until the section ends.
    ///
    ///     let old = slot.exchange(new)
    ///     RCU.retire(old, cost: old.byteCount)
    ///
    /// The release runs on the library's own thread unless ``Configuration/reclamation`` says otherwise.
    ///
    /// - Blocks: only above the limit of ``Configuration/retirementLimit``, until enough has been reclaimed; never inside a read
    ///   section, where only the end of the section could end the wait, and never inside the destructor of a retired value or a stall
    ///   handler.
    /// - Cost: some nanoseconds, without allocation or locked instruction; one system call where the reclaimer sleeps.
    /// - Ordering: what the caller did before happens before the release, and so does all that the awaited sections did.
    /// - Contexts: any thread; not a signal handler.
    /// - Parameters:
    ///   - object: must not be reachable for sections that begin after the call.
    ///   - cost: the bytes that it holds, for the limit; 0 counts towards the number only, and more than a tebibyte counts as one.
    @available(*, noasync, message: "it may block the thread; await retire(_:cost:) suspends")
    public static func retire(_ object: consuming any AnyObject & Sendable, cost: Int = 0) {
        if Retirement.add(.object(consume object), cost: cost) { Retirement.waitForReclamation() }
    }

    /// Deinitialises and deallocates what `pointer` points to after a grace period.
    ///
    /// As the form that releases an object in all else.
    ///
    /// - Parameters:
    ///   - pointer: from `allocate(capacity: 1)`, initialised, and not reachable for sections that begin after the call.
    ///   - cost: the bytes that it holds, for the limit.
    @available(*, noasync, message: "it may block the thread; await retire(_:cost:) suspends")
    @inlinable
    public static func retire<Pointee: ~Copyable & Sendable>(
        _ pointer: UnsafeMutablePointer<Pointee>,
        cost: Int = MemoryLayout<Pointee>.stride
    ) {
        retireVersion(UnsafeMutableRawPointer(pointer), RetiredVersionOf<Pointee>.self, cost)
    }

    /// Runs `body` after a grace period: liburcu's `call_rcu`.
    ///
    /// As the form that releases an object in all else; the closure's context is allocated by the caller, where it has one.
    ///
    /// - Parameters:
    ///   - cost: the bytes that it will free, for the limit.
    ///   - body: may retire more, and may wait for a grace period, which delays all that come after it.
    @available(*, noasync, message: "it may block the thread; await retire(cost:_:) suspends")
    public static func retire(cost: Int = 0, _ body: consuming @escaping @Sendable () -> Void) {
        if Retirement.add(.closure(consume body), cost: cost) { Retirement.waitForReclamation() }
    }

    /// The part of retiring a version that knows no type.
    @usableFromInline
    static func retireVersion(
        _ address: UnsafeMutableRawPointer,
        _ type: any RetiredVersion.Type,
        _ cost: Int
    ) {
        if Retirement.add(.version(address, type), cost: cost) { Retirement.waitForReclamation() }
    }
}
