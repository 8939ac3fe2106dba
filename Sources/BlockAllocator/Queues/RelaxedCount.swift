public import Synchronization

/// A count that one thread at a time adds to, and any thread reads: a plain load, addition and store.
@usableFromInline
struct RelaxedCount: ~Copyable {
    @usableFromInline
    let value = Atomic<Int>(0)

    var current: Int { value.load(ordering: .relaxed) }

    @inlinable
    @inline(__always)
    borrowing func add(_ amount: Int) {
        value.store(value.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    @inlinable
    @inline(__always)
    borrowing func increment() { add(1) }

    @inlinable
    @inline(__always)
    borrowing func raise(to candidate: Int) {
        if _slowPath(candidate > value.load(ordering: .relaxed)) { value.store(candidate, ordering: .relaxed) }
    }
}
