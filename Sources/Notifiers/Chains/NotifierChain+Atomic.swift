internal import AsymmetricFences
public import ReadCopyUpdate

extension NotifierChain where Event: ~Copyable {
    /// A chain whose callbacks run in a read section of `RCU`: they must not block, and should be short, since they delay every writer
    /// in the process that waits for a grace period.
    ///
    /// The cheapest to call: one load with nobody to be called, and a read section and a closure's call with one.
    public final class Atomic: Sendable {
        @usableFromInline let members = ChainMembers()

        /// Creates a chain without subscribers.
        public init() {}

        /// Subscribes `callback` until the subscription is given up.
        ///
        /// - Never blocks for a call. O(n) for n subscribers. Contexts: any thread, callbacks included; not a signal handler.
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
            _ callback: @escaping Callback
        ) throws(NotifierChainError) -> Subscription {
            let member = Member(name, subscriber, priority: priority, isUnique: unique, callback)
            if let old = try members.insert(member) { afterCallers { old.deallocate() } }
            return NotifierSubscription(self, member)
        }

        /// Calls the subscribers with `event`, in order, until one stops it or `limit` have been called.
        ///
        /// A limit below 0 traps, unless there is nobody to be called.
        ///
        /// - Blocks: only as the callbacks do, which should not. One load if there is no subscriber.
        /// - Contexts: any thread; a signal handler if the callbacks may run in one and none stops the call, which allocates.
        @inlinable
        @inline(__always)
        @discardableResult
        public func call(_ event: borrowing Event, limit: Int = .max) -> NotifierOutcome {
            if _fastPath(members.isEmpty) { return NotifierOutcome(ChainTally()) }
            return callMembers(event, limit)
        }

        /// Inlinable still, so that a client's compiler knows what an event is.
        @inlinable
        @inline(never)
        func callMembers(_ event: borrowing Event, _ limit: Int) -> NotifierOutcome {
            if _slowPath(limit < 0) { NotifierChain.trapLimit(limit) }
            var tally = ChainTally()
            RCU.read { _ in
                // Loaded anew: what was found outside of the section may be gone.
                guard let version = members.current else { return }
                _ = NotifierChain.walk(version, event, limit: limit, &tally)
            }
            return NotifierOutcome(tally)
        }

        /// Calls the subscribers with `up`; if one stops it, calls those before it once more, with `down`, to take it back.
        ///
        /// The second time they are called in the same order, first to last; the one that stopped it is not, and nobody new is,
        /// whatever happens to the chain meanwhile. Whatever they answer, the others are called. Only the answers to `up` count
        /// in the outcome. As ``call(_:limit:)`` in all else.
        @discardableResult
        public func callRobust(
            up: borrowing Event,
            down: borrowing Event,
            limit: Int = .max
        ) -> NotifierOutcome {
            if _slowPath(limit < 0) { NotifierChain.trapLimit(limit) }
            return RCU.read { _ in
                guard let version = members.current else { return NotifierOutcome(ChainTally()) }
                return NotifierOutcome(NotifierChain.walkRobustly(version, up: up, down: down, limit: limit))
            }
        }

        /// How many subscribers there are.
        public var count: Int { members.count }

        /// Ends all subscriptions, as if each were cancelled; when it returns, no callback runs or can run.
        ///
        /// - Blocks, and traps: as the blocking `cancel()` of a ``NotifierSubscription``.
        @available(*, noasync, message: "it blocks the thread until callbacks have ended")
        public func removeAll() { cancelAll() }
    }
}

extension NotifierChain.Atomic: SubscribedChain where Event: ~Copyable {
    func unlink(_ member: ChainMember) -> ChainVersion? { members.remove(member) }

    func unlinkAll() -> ChainVersion? { members.removeAll() }

    func requireOutsideCallbacks() {
        require(
            !RCU.isInReadSection,
            """
            a subscription to an atomic notifier chain was given up inside a read section, such as a callback's, where it would wait \
            for itself for ever; use cancelLater() there (a thread whose quiescent-state reporter is online is in one: use whileOffline)
            """
        )
    }

    func waitForCallers() { RCU.synchronize() }

    nonisolated(nonsending) func waitForCallers() async { await RCU.synchronize() }

    func afterCallers(_ body: @escaping @Sendable () -> Void) { RCU.retire(body) }
}
