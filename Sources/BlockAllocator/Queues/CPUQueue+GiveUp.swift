internal import AsymmetricFences
internal import Synchronization

extension CPUQueue {
    /// Whether the queue may be one that ``whileGivingUp(_:_:)`` finds to be the thread's; without the lock, so only a hint about others'.
    func mayBe(of me: LeaseHolder) -> Bool {
        let owner = lease.pointee.owner.load(ordering: .relaxed)
        return owner == me.address || owner == 0
    }

    /// Runs `body` inside of the queue, and gives up its lease, if it is the calling thread's: if it has the lease, or nobody has and it
    /// was the last one that used the queue.
    ///
    /// Who has the lease enters past the lock, but that is the caller, who is here; and nobody gets it while the lock is held. So there
    /// is nobody to wait for.
    ///
    /// - Returns: nil where the queue is another one's by now, or nobody's; `body` has not run then.
    func whileGivingUp<Result>(_ me: LeaseHolder, _ body: () -> Result) -> Result? {
        lock.lock()
        defer { lock.unlock() }
        // Relaxed: written under the lock only.
        let owner = lease.pointee.owner.load(ordering: .relaxed)
        guard owner == me.address || owner == 0 && turns.pointee.lastThread == me.address else { return nil }
        let result = body()
        // The next owner comes through the lock, which orders what was done here.
        lease.pointee.owner.store(0, ordering: .relaxed)
        turns.pointee = LeaseTurns()
        if me.lastQueue.pointee == name.pointee { me.lastQueue.pointee = 0 }
        return result
    }
}
