internal import AsymmetricFences
internal import Synchronization

/// A lock that leans towards one thread: the one that has used the queue last enters with plain loads and stores.
///
/// The owner stores `busy`, then looks at `owner` once more; who takes the lease away stores `owner`, issues the heavy fence, and then
/// looks at `busy`. With a light fence between the owner's two accesses the outcome in which neither sees the other is forbidden
/// (seed 1's table, light against heavy): either the owner finds the lease gone and turns back, or it is seen and waited for.
/// `busy` is cleared with a release and awaited with an acquire, so what the owner did inside happens before what comes next.
/// Only holders of the queue's lock take the lease away or give it out, so there is one at most who waits.
struct QueueLease: ~Copyable {
    /// The ``ThreadNumber`` of the thread that may enter past the lock.
    let owner = Atomic<UInt64>(Self.nobody)
    /// 1 while the owner is inside. Only the owner writes it.
    let busy = Atomic<UInt32>(0)

    static let nobody = UInt64.max

    /// Enters if the calling thread has the lease.
    @inline(__always)
    borrowing func tryEnter(_ me: UInt64) -> Bool {
        guard owner.load(ordering: .relaxed) == me else { return false }
        busy.store(1, ordering: .relaxed)
        AsymmetricFence.light()
        if _fastPath(owner.load(ordering: .acquiring) == me) { return true }
        leave()
        return false
    }

    @inline(__always)
    borrowing func leave() {
        busy.store(0, ordering: .releasing)
    }

    /// Takes the lease away from another thread and waits until that is outside. Under the queue's lock.
    ///
    /// The owner is inside for some nanoseconds, longer only where it is preempted there.
    borrowing func revoke() {
        owner.store(Self.nobody, ordering: .relaxed)
        AsymmetricFence.heavy()
        var pause = BriefPause()
        while busy.load(ordering: .acquiring) != 0 { pause.next() }
    }
}
