public import ReadCopyUpdate

extension WorkerGroup {
    /// Has `message` run on `worker`'s thread, behind what was sent to it before.
    ///
    /// When this returns the message is accepted: it runs exactly once, or, where the group's leftovers are reported and the worker leaves
    /// first, `onUndelivered` runs exactly once in its stead. Messages of one sender run in the order in which they were sent.
    ///
    /// - Never blocks: an allocation and two atomic operations; a system call only if the worker is parked and nobody has woken it yet.
    /// - Contexts: any thread, messages and read sections included; not a signal handler.
    /// - Ordering: what the caller did before happens before the message.
    /// - Parameters:
    ///   - worker: 0 up to the capacity, exclusive.
    ///   - onUndelivered: runs on the worker's thread, which is leaving.
    ///   - message: runs inside a read section; what it must not do there, ``WorkerGroup`` says.
    /// - Throws: ``WorkerError/notOnline(worker:)`` or ``WorkerError/noSuchWorker(worker:capacity:)``, and then neither of the two runs.
    public func send(
        to worker: Int,
        onUndelivered: (@Sendable () -> Void)? = nil,
        _ message: @escaping @Sendable () -> Void
    ) throws(WorkerError) {
        try core.check(worker)
        // Made here: a section should not wait for the allocator.
        let letter = Letter(.message(message, undelivered: onUndelivered))
        let isSent = RCU.read { _ in
            // The look and the push in one section: see `WorkerCore.install(in:)`.
            guard core.online.contains(worker) else { return false }
            core.deliver(letter, to: worker)
            return true
        }
        guard isSent else { throw .notOnline(worker: worker) }
    }

    /// The worker with this number, if it is online; it can then be sent messages until the section ends. nil for a number that no worker has.
    ///
    /// - Never blocks. A section that is kept open keeps a worker that leaves from leaving.
    @_lifetime(borrow section)
    public func onlineWorker(_ worker: Int, in section: borrowing ReadSection) -> OnlineWorker? {
        guard core.online.contains(worker) else { return nil }
        return _overrideLifetime(OnlineWorker(worker, core), borrowing: section)
    }

    /// Sends `message` to all workers that are online, or active, at one moment for each 64 of them; returns who got it, ascending.
    ///
    /// For each of those the message runs exactly once, or `onUndelivered`, with the worker's number. A worker that comes up meanwhile may be
    /// missed, one that leaves is either left out or gets it.
    ///
    /// - Never blocks; O(capacity / 64 + number of workers), inside one read section.
    /// - Contexts and ordering: as ``send(to:onUndelivered:_:)``.
    @discardableResult
    public func broadcast(
        to audience: Audience = .online,
        onUndelivered: (@Sendable (Int) -> Void)? = nil,
        _ message: @escaping @Sendable () -> Void
    ) -> [Int] {
        RCU.read { _ in
            var receivers: [Int] = []
            // An active worker is online until a grace period after it was active: see `WorkerCore.install(in:)`.
            (audience == .online ? core.online : core.active).forEach { worker in
                let undelivered = onUndelivered.map { report in { @Sendable in report(worker) } }
                core.deliver(Letter(.message(message, undelivered: undelivered)), to: worker)
                receivers.append(worker)
            }
            return receivers
        }
    }
}
