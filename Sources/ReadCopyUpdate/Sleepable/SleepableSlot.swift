public import Synchronization

/// Where one thread counts the sections of one instance that it opened and closed, by phase; two cache lines of its own.
///
/// A section may be closed by another thread than the one that opened it, so a slot's two counts need never be equal; only
/// the sums over all slots are.
@usableFromInline
@frozen
struct SleepableSlot {
    @usableFromInline let base: UnsafeMutableRawPointer

    @inlinable
    @inline(__always)
    init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    /// Sections of the phase that were opened here. A phase is the offset of its counter: 0 or 8.
    @inlinable
    @inline(__always)
    func locks(_ phase: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        (base + phase).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    /// Sections of the phase that were closed here.
    @inlinable
    @inline(__always)
    func unlocks(_ phase: Int) -> UnsafeMutablePointer<Atomic<UInt64>> {
        (base + 16 + phase).assumingMemoryBound(to: Atomic<UInt64>.self)
    }
}

extension UnsafeMutablePointer<Atomic<UInt64>> {
    /// Adds one to a count that only the calling thread writes: a load and a store, not a read-modify-write.
    ///
    /// The next owner of the thread's record goes on counting: it claimed the record with acquire after the last owner
    /// released it.
    @inlinable
    @inline(__always)
    func countByOwner() {
        pointee.store(pointee.load(ordering: .relaxed) &+ 1, ordering: .releasing)
    }
}
