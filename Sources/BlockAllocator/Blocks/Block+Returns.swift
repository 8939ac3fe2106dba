public import Synchronization

/// ``LocalReturns`` in memory: fields of their own rather than one word, since most returns change two of them and make no other decision.
/// Written under the lease alone, read by anyone.
extension Block {
    @inlinable
    @inline(__always)
    var dirty: UnsafeMutablePointer<Atomic<UInt16>> { (raw + 136).assumingMemoryBound(to: Atomic<UInt16>.self) }

    @inlinable
    @inline(__always)
    var dirtyStart: UnsafeMutablePointer<Atomic<UInt16>> { (raw + 138).assumingMemoryBound(to: Atomic<UInt16>.self) }

    @inlinable
    @inline(__always)
    var dirtyEnd: UnsafeMutablePointer<Atomic<UInt16>> { (raw + 140).assumingMemoryBound(to: Atomic<UInt16>.self) }

    /// Counts `count` pages that came back to the lease's holder, and widens the dirty range.
    @inlinable
    @inline(__always)
    func countReturn(_ count: Int, at page: Int) {
        let start = UInt16(truncatingIfNeeded: page)
        let end = UInt16(truncatingIfNeeded: page &+ count)
        dirty.pointee.store(
            dirty.pointee.load(ordering: .relaxed) &+ UInt16(truncatingIfNeeded: count),
            ordering: .relaxed
        )
        if start < dirtyStart.pointee.load(ordering: .relaxed) { dirtyStart.pointee.store(start, ordering: .relaxed) }
        if end > dirtyEnd.pointee.load(ordering: .relaxed) { dirtyEnd.pointee.store(end, ordering: .relaxed) }
    }

    var returns: LocalReturns {
        LocalReturns(
            dirty: Int(dirty.pointee.load(ordering: .relaxed)),
            dirtyStart: Int(dirtyStart.pointee.load(ordering: .relaxed)),
            dirtyEnd: Int(dirtyEnd.pointee.load(ordering: .relaxed))
        )
    }

    func setReturns(_ returns: LocalReturns) {
        dirty.pointee.store(UInt16(returns.dirty), ordering: .relaxed)
        dirtyStart.pointee.store(UInt16(returns.dirtyStart), ordering: .relaxed)
        dirtyEnd.pointee.store(UInt16(returns.dirtyEnd), ordering: .relaxed)
    }
}
