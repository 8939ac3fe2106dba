/// What a subscription needs of its chain, whatever the chain's events are.
protocol SubscribedChain: AnyObject, Sendable {
    /// Takes `member` out of the list: see ``ChainMembers/remove(_:)``.
    func unlink(_ member: ChainMember) -> ChainVersion?

    /// Takes all members out: see ``ChainMembers/removeAll()``.
    func unlinkAll() -> ChainVersion?

    /// Traps if the calling thread, or task, is inside a call for which ``waitForCallers()`` would wait.
    func requireOutsideCallbacks()

    /// Blocks until every call that was under way has ended.
    func waitForCallers()

    /// Suspends until every call that was under way has ended.
    nonisolated(nonsending) func waitForCallers() async

    /// Runs `body` when every call that was under way has ended. Never blocks for one.
    func afterCallers(_ body: @escaping @Sendable () -> Void)

    /// Whether dropping a subscription waits. A callback that suspends may need the very thread that would wait.
    var waitsWhenDropped: Bool { get }
}

extension SubscribedChain {
    var waitsWhenDropped: Bool { true }

    /// The end of a subscription, but for the wait.
    func giveUp(_ member: ChainMember) -> ChainVersion? {
        member.giveUp()
        return unlink(member)
    }

    func cancelAll() {
        requireOutsideCallbacks()
        let version = unlinkAll()
        // Also if there was none: another thread may just have taken them out, and wait.
        waitForCallers()
        version?.freeWithMembers()
    }
}

extension ChainVersion {
    /// Frees the version, and lets go of what its chain had of `member`. After the grace period only.
    func free(with member: ChainMember) {
        deallocate()
        Unmanaged.passUnretained(member).release()
    }

    /// Frees the version, and lets go of what its chain had of all of its members.
    func freeWithMembers() {
        for place in 0..<count { member(place).release() }
        deallocate()
    }
}
