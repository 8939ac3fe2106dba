internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

extension CPUQueue {
    /// Runs `body` with the queue to itself, whoever has the lease.
    ///
    /// - Blocks: until other threads are outside: they are inside for nanoseconds, unless preempted there. Issues a heavy fence where
    ///   another thread has the lease.
    func whileEntered<Result: ~Copyable>(_ body: () -> Result) -> Result {
        let me = LeaseHolder.current
        if lease.pointee.tryEnter(me) {
            defer { lease.pointee.leave(me) }
            return body()
        }
        return whileSeized(body)
    }

    /// As ``whileEntered(_:)``, past the lease.
    ///
    /// - Parameter isUse: whether the caller uses the queue, so that it may come to lean towards it. Who only looks after all of them
    ///   does not: the queue stays its last user's, who may want to give it up.
    func whileSeized<Result: ~Copyable>(isUse: Bool = true, _ body: () -> Result) -> Result {
        RCU.registerThread()
        lock.lock()
        defer { lock.unlock() }
        seize()
        let result = body()
        if isUse { giveOutLease() }
        return result
    }

    /// Makes sure that no thread is inside through the lease, nor can be before the lock is free. Under the lock.
    ///
    /// The calling thread's own lease stays: it is here, and not inside.
    func seize() {
        let owner = UnsafeMutableRawPointer(bitPattern: lease.pointee.owner.load(ordering: .relaxed))
        guard let owner, LeaseHolder(owner) != LeaseHolder.current else { return }
        lease.pointee.revoke(from: LeaseHolder(owner))
        counts.pointee.revocations.increment()
    }

    /// The lease goes to a thread that has come often enough in a row. Under the lock: the thread enters past it only later.
    private func giveOutLease() {
        let me = LeaseHolder.current.address
        guard turns.pointee.lastThread == me else {
            turns.pointee.lastThread = me
            turns.pointee.streak = 1
            return
        }
        turns.pointee.streak += 1
        if turns.pointee.streak >= LeaseTurns.streakForLease {
            turns.pointee.streak = 0
            lease.pointee.owner.store(me, ordering: .releasing)
            LeaseHolder.current.lastQueue.pointee = name.pointee
        }
    }
}
