public import Synchronization

/// The proof that a section of a ``SleepableRCU`` is open; what it hands out cannot outlive it.
public struct SleepableSection: ~Copyable, ~Escapable {
    @inlinable
    @inline(__always)
    @_lifetime(immortal)
    init() {}

    /// The version that `pointer` holds now. Traps if it holds none.
    ///
    /// - Ordering: an acquire load, so the version is found as it was before it was published.
    @inlinable
    public subscript<Pointee: ~Copyable>(pointer: RCUPointer<Pointee>) -> RCUReference<Pointee> {
        @inline(__always)
        @_lifetime(borrow self)
        get {
            guard let address = pointer.storage.load(ordering: .acquiring) else {
                pointer.trapNil()
            }
            return _overrideLifetime(RCUReference(address), borrowing: self)
        }
    }

    /// The version that `pointer` holds now, or `nil`.
    @inlinable
    @inline(__always)
    @_lifetime(borrow self)
    public func load<Pointee: ~Copyable>(_ pointer: RCUPointer<Pointee>) -> RCUReference<Pointee>? {
        load(pointer.storage)
    }

    /// What a link inside a protected structure points to now, or `nil`: `srcu_dereference`.
    ///
    /// For nodes that embed `Atomic` pointers to their neighbours; writers store them with `.releasing`.
    @inlinable
    @inline(__always)
    @_lifetime(borrow self)
    public func load<Pointee: ~Copyable>(
        _ link: borrowing Atomic<UnsafeMutablePointer<Pointee>?>
    ) -> RCUReference<Pointee>? {
        guard let address = link.load(ordering: .acquiring) else { return nil }
        return _overrideLifetime(RCUReference(address), borrowing: self)
    }
}
