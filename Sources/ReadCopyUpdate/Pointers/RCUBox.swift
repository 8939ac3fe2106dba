internal import AsymmetricFences
public import Synchronization

/// A value that is read by many threads at once without a lock and replaced as a whole by writers.
///
///     let routes = RCUBox(RoutingTable())
///     let handler = routes.read { $0.handler(for: path) }
///     routes.update { $0.adding(route) }
///
/// Readers never wait, for writers or for one another. Writers are serialised, and wait for the readers of the version they
/// replace before they destroy it. A child of a fork may write too, unless another thread of the parent was just writing to
/// the same box.
// Unchecked for the pointer alone, which is not Sendable: it is atomic, and what it points to is only read, and is Sendable.
public final class RCUBox<Value: ~Copyable & Sendable>: @unchecked Sendable {
    // Each version is in memory of its own; the box owns the one that is published. Never nil: an optional only because
    // Atomic tests a pointer that is not one, on each load.
    @usableFromInline let current: Atomic<UnsafeMutablePointer<Value>?>
    private let writers = FutexLock()

    /// Creates a box that holds `initial`.
    public init(_ initial: consuming Value) {
        current = Atomic(RCUVersion(initial).address)
    }

    deinit {
        // Whoever reads holds the box, so nobody does, and the version needs no grace period.
        RCUVersion(at: current.load(ordering: .acquiring).unsafelyUnwrapped).destroy()
    }

    /// Runs `body` on the current value, inside a read section.
    ///
    /// `body` sees one version throughout, alive until it returns. Costs as ``RCU/read(_:)``, plus one load.
    ///
    /// - Never blocks. Contexts: as ``RCU/read(_:)``.
    @inlinable
    @inline(__always)
    public func read<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let entry = SectionEntry.enter()
        defer { entry.leave() }
        return try body(current.load(ordering: .acquiring).unsafelyUnwrapped.pointee)
    }

    /// Publishes `value`, waits for a grace period, and destroys the version it replaced, on this thread.
    ///
    /// - Blocks; traps inside a read section, which would wait for itself.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public func replace(with value: consuming Value) {
        GracePeriods.requireNoSection()
        let new = RCUVersion(value)
        let old = writers.withLock {
            RCUVersion(at: current.exchange(new.address, ordering: .acquiringAndReleasing).unsafelyUnwrapped)
        }
        GracePeriods.shared.synchronize()
        old.destroy()
    }

    /// Makes a new version from the current one, publishes it, waits for a grace period, and destroys the old one.
    ///
    /// Writers are serialised: `body` always sees the latest version, and none is lost. They wait for grace periods
    /// side by side, so they share them. If `body` throws, nothing changes. `body` must not write to the same box.
    ///
    /// - Blocks; traps inside a read section, which would wait for itself.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public func update<Failure: Error>(
        _ body: (borrowing Value) throws(Failure) -> Value
    ) throws(Failure) {
        GracePeriods.requireNoSection()
        let old = try writers.withLock { () throws(Failure) in
            // Only writers destroy versions, and they are serialised: this one needs no section.
            let old = RCUVersion(at: current.load(ordering: .acquiring).unsafelyUnwrapped)
            current.store(RCUVersion(try body(old.address.pointee)).address, ordering: .releasing)
            return old
        }
        GracePeriods.shared.synchronize()
        old.destroy()
    }
}
