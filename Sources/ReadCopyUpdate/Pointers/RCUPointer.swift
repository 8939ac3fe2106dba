public import Synchronization

/// A pointer that readers follow inside read sections while writers replace it.
///
/// It does not own what it points to. A writer publishes with ``store(_:)`` or ``exchange(_:)``, waits for a grace period, and then frees
/// the version it took out. ``RCUBox`` does all of that by itself.
public final class RCUPointer<Pointee: ~Copyable> {
    @usableFromInline let storage: Atomic<UnsafeMutablePointer<Pointee>?>

    /// Creates a pointer to an initialised version, or to none.
    public init(_ initial: UnsafeMutablePointer<Pointee>?) {
        storage = Atomic(initial)
    }

    /// What the pointer holds now, for writers: outside a section nothing keeps it alive.
    ///
    /// - Ordering: acquire.
    public func load() -> UnsafeMutablePointer<Pointee>? {
        storage.load(ordering: .acquiring)
    }

    /// Publishes `new`, which must be initialised. What was there before is the caller's to have known.
    ///
    /// - Ordering: release, so a reader that finds `new` finds it initialised.
    public func store(_ new: UnsafeMutablePointer<Pointee>?) {
        storage.store(new, ordering: .releasing)
    }

    /// Publishes `new` and returns what was there, which may be freed after a grace period.
    ///
    /// - Ordering: acquire and release.
    public func exchange(_ new: UnsafeMutablePointer<Pointee>?) -> UnsafeMutablePointer<Pointee>? {
        storage.exchange(new, ordering: .acquiringAndReleasing)
    }

    /// Publishes `new` if the pointer holds `expected`; returns whether it did, and what was there.
    ///
    /// Inside a read section `expected` cannot have been freed and allocated anew since it was loaded (no ABA).
    ///
    /// - Ordering: acquire and release; acquire when it fails.
    public func compareExchange(
        expected: UnsafeMutablePointer<Pointee>?,
        desired: UnsafeMutablePointer<Pointee>?
    ) -> (exchanged: Bool, original: UnsafeMutablePointer<Pointee>?) {
        storage.compareExchange(expected: expected, desired: desired, ordering: .acquiringAndReleasing)
    }

    /// Out of line, and fatalError, because `precondition` is silent in release builds.
    @usableFromInline
    @inline(never)
    func trapNil() -> Never {
        fatalError("the RCUPointer is nil; use load(_:) where it may be")
    }
}

// One atomic word. What it points to is read by many threads at once, hence the condition.
extension RCUPointer: @unchecked Sendable where Pointee: Sendable & ~Copyable {}
