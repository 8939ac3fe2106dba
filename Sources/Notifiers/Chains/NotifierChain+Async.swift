internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

extension NotifierChain where Event: ~Copyable {
    /// A chain whose callbacks may suspend: they run in the caller's task, on its executor, in a section of a `SleepableRCU` of the
    /// chain's own, which no thread is held for.
    ///
    /// Cancellation of the caller's task is the callbacks' to heed; all of them are called.
    public final class Async: Sendable {
        let members = ChainMembers()
        let domain = SleepableRCU()

        /// Creates a chain without subscribers.
        public init() {}

        /// Subscribes `callback` until the subscription is given up.
        ///
        /// - Never blocks for a call. O(n) for n subscribers. Contexts: any thread or task, callbacks included; not a signal handler.
        /// - Parameters:
        ///   - priority: the highest is called first; those of one priority in the order in which they came.
        ///   - unique: whether nobody else may have the priority, now or later.
        ///   - name: for ``NotifierStop`` and errors.
        ///   - subscriber: who subscribes; the same object twice is refused. Held weakly.
        ///   - callback: kept until the subscription ends.
        /// - Throws: ``NotifierChainError``; nothing is left behind then.
        public func subscribe(
            priority: Int = 0,
            unique: Bool = false,
            name: String = "",
            as subscriber: AnyObject? = nil,
            _ callback: @escaping AsyncCallback
        ) throws(NotifierChainError) -> Subscription {
            let member = AsyncMember(name, subscriber, priority: priority, isUnique: unique, callback)
            if let old = try members.insert(member) { afterCallers { old.deallocate() } }
            return NotifierSubscription(self, member)
        }

        /// Calls the subscribers with `event`, one after the other, until one stops it or `limit` have been called.
        ///
        /// A limit below 0 traps.
        ///
        /// - Never blocks a thread; suspends as the callbacks do. One load if there is no subscriber.
        /// - Contexts: any task, callbacks of this chain included.
        @discardableResult
        public nonisolated(nonsending) func call(
            _ event: borrowing Event,
            limit: Int = .max
        ) async -> NotifierOutcome {
            if limit < 0 { NotifierChain.trapLimit(limit) }
            var tally = ChainTally()
            if members.isEmpty { return NotifierOutcome(tally) }
            await inSection { version in _ = await Self.walk(version, event, limit: limit, &tally) }
            return NotifierOutcome(tally)
        }

        /// Calls the subscribers with `up`; if one stops it, calls those before it once more, with `down`, to take it back.
        ///
        /// The second time they are called in the same order, first to last; the one that stopped it is not, and nobody new is,
        /// whatever happens to the chain meanwhile. Whatever they answer, the others are called. Only the answers to `up` count
        /// in the outcome. As ``call(_:limit:)`` in all else.
        @discardableResult
        public nonisolated(nonsending) func callRobust(
            up: borrowing Event,
            down: borrowing Event,
            limit: Int = .max
        ) async -> NotifierOutcome {
            if limit < 0 { NotifierChain.trapLimit(limit) }
            var tally = ChainTally()
            await inSection { version in
                let end = await Self.walk(version, up, limit: limit, &tally)
                guard let stop = tally.stop else { return }
                var rolledBack = 0
                // As in the synchronous form.
                for place in 0..<end where await Self.answer(of: version.member(place), down) != nil {
                    rolledBack += 1
                }
                tally.stop = stop.rolledBack(rolledBack)
            }
            return NotifierOutcome(tally)
        }

        /// How many subscribers there are.
        public var count: Int { members.count }

        /// Ends all subscriptions, as if each were cancelled; when it returns, no callback runs or can run.
        ///
        /// - Blocks, and traps: as the blocking `cancel()` of a ``NotifierSubscription``.
        @available(*, noasync, message: "it blocks the thread until callbacks have ended")
        public func removeAll() { cancelAll() }

        /// Ends all subscriptions, as if each were cancelled; when it returns, no callback runs or can run.
        ///
        /// - Traps in a callback of the chain. The task suspends, also when it is cancelled.
        public nonisolated(nonsending) func removeAll() async {
            requireOutsideCallbacks()
            let version = unlinkAll()
            await waitForCallers()
            version?.freeWithMembers()
        }
    }
}

extension NotifierChain.Async where Event: ~Copyable {
    /// Runs `body` in a section, on the version found there, with the task marked as inside of this chain.
    private nonisolated(nonsending) func inSection(
        _ body: nonisolated(nonsending) (ChainVersion) async -> Void
    ) async {
        await domain.read { _ in
            guard let version = members.current else { return }
            await ChainTaskFrame.within(ObjectIdentifier(self)) { await body(version) }
        }
    }

    /// As the synchronous form.
    private nonisolated(nonsending) static func walk(
        _ version: ChainVersion,
        _ event: borrowing Event,
        limit: Int,
        _ tally: inout ChainTally
    ) async -> Int {
        let count = version.count
        var place = 0
        while place < count, tally.called < limit {
            let member = version.member(place)
            if let answer = await answer(of: member, event), !tally.add(answer, of: member) { return place }
            place += 1
        }
        return place
    }

    /// Calls one member; nil if it is given up.
    private nonisolated(nonsending) static func answer(
        of member: Unmanaged<ChainMember>,
        _ event: borrowing Event
    ) async -> NotifierAnswer? {
        let member = unsafeDowncast(member.takeUnretainedValue(), to: NotifierChain.AsyncMember.self)
        if member.isGivenUp.load(ordering: .relaxed) { return nil }
        return await member.callback(event)
    }
}

extension NotifierChain.Async: SubscribedChain where Event: ~Copyable {
    func unlink(_ member: ChainMember) -> ChainVersion? { members.remove(member) }

    func unlinkAll() -> ChainVersion? { members.removeAll() }

    func requireOutsideCallbacks() {
        require(
            !ChainTaskFrame.isWithin(ObjectIdentifier(self)),
            """
            a subscription to an async notifier chain was cancelled inside a callback of that chain, where it would wait for itself \
            for ever; use cancelLater() there
            """
        )
    }

    func waitForCallers() { domain.synchronize() }

    nonisolated(nonsending) func waitForCallers() async { await domain.synchronize() }

    func afterCallers(_ body: @escaping @Sendable () -> Void) { domain.retire(body) }

    var waitsWhenDropped: Bool { false }
}
