internal import AsymmetricFences

/// A handle of one processor's blocks with free space. The processor is only a hint, for threads that have no queue's lease:
/// correctness rests on the lease.
///
/// The parts lie in memory of their own, since they are written under different rules: the lease by atomic accesses, the lists and
/// counts by whoever is inside.
@usableFromInline
struct CPUQueue: Equatable {
    @usableFromInline
    let raw: UnsafeMutableRawPointer

    @inlinable
    init(raw: UnsafeMutableRawPointer) { self.raw = raw }

    @inlinable
    static var stride: Int { 1024 }

    @inlinable
    @inline(__always)
    var lease: UnsafeMutablePointer<QueueLease> { raw.assumingMemoryBound(to: QueueLease.self) }
    /// Guarded by the lease.
    @inlinable
    @inline(__always)
    var lists: UnsafeMutablePointer<BlockLists> { (raw + 128).assumingMemoryBound(to: BlockLists.self) }
    /// Written under the lease, read by anyone.
    @inlinable
    @inline(__always)
    var counts: UnsafeMutablePointer<QueueCounts> { (raw + 256).assumingMemoryBound(to: QueueCounts.self) }
    /// Guarded by the lease.
    @inlinable
    @inline(__always)
    func firstFits(_ kind: BlockKind) -> FirstFits { FirstFits(raw: raw + 512 + kind.rawValue &* FirstFits.stride) }
    /// What ``LeaseHolder/lastQueue`` says of it: the allocator's number and the queue's.
    var name: UnsafeMutablePointer<UInt> { (raw + 448).assumingMemoryBound(to: UInt.self) }
    /// Guarded by the lock.
    var turns: UnsafeMutablePointer<LeaseTurns> { (raw + 384).assumingMemoryBound(to: LeaseTurns.self) }
    var lock: FutexLock { lockReference.pointee }

    private var lockReference: UnsafeMutablePointer<FutexLock> {
        (raw + 456).assumingMemoryBound(to: FutexLock.self)
    }

    func initialize(insertion: BlockAllocator.Insertion, name: UInt) {
        self.name.initialize(to: name)
        lease.initialize(to: QueueLease())
        lists.initialize(to: BlockLists(insertion: insertion))
        counts.initialize(to: QueueCounts())
        for kind in [BlockKind.shortLived, .longLived, .mapped] { firstFits(kind).initialize() }
        turns.initialize(to: LeaseTurns())
        lockReference.initialize(to: FutexLock())
    }

    func deinitialize() {
        lease.deinitialize(count: 1)
        lists.deinitialize(count: 1)
        counts.deinitialize(count: 1)
        turns.deinitialize(count: 1)
        lockReference.deinitialize(count: 1)
    }
}
