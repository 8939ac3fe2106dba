public import AsymmetricFences
public import Synchronization

/// A lock that leans towards one thread: the one that has used the queue a while enters with plain loads and stores.
///
/// The owner stores its `isInside`, then looks at `owner` once more; who takes the lease away stores `owner`, issues the heavy fence,
/// and then looks at that thread's `isInside`. With a light fence between the owner's two accesses the outcome in which neither sees
/// the other is forbidden (seed 1's table, light against heavy): either the owner finds the lease gone and turns back, or it is seen
/// and waited for. `isInside` is cleared with a release, also by an owner that turns back, and awaited with an acquire, so what the
/// owner did inside happens before what comes next. Only holders of the queue's lock take the lease away or give it out, so what the
/// owner finds has been published by its own turn under the lock: its second look needs no ordering.
///
/// Checked in `Verification/Models` (`queue-lease`).
@usableFromInline
struct QueueLease: ~Copyable {
    /// The ``LeaseHolder`` that may enter past the lock, or 0.
    @usableFromInline
    let owner = Atomic<UInt>(0)

    /// Enters if the calling thread has the lease.
    ///
    /// A thread that turns back is outside again when this returns: it may wait for the lock.
    @inlinable
    @inline(__always)
    borrowing func tryEnter(_ me: LeaseHolder) -> Bool {
        guard owner.load(ordering: .relaxed) == me.address else { return false }
        me.isInside.pointee.store(1, ordering: .relaxed)
        AsymmetricFence.light()
        if _fastPath(owner.load(ordering: .relaxed) == me.address) { return true }
        leave(me)
        return false
    }

    @inlinable
    @inline(__always)
    borrowing func leave(_ me: LeaseHolder) {
        me.isInside.pointee.store(0, ordering: .releasing)
    }

    /// Takes the lease away from another thread and waits until that is outside. Under the queue's lock.
    ///
    /// The owner is inside for some nanoseconds, longer only where it is preempted there.
    borrowing func revoke(from holder: LeaseHolder) {
        owner.store(0, ordering: .relaxed)
        AsymmetricFence.heavy()
        var pause = BriefPause()
        while holder.isInside.pointee.load(ordering: .acquiring) != 0 { pause.next() }
    }
}
