internal import AsymmetricFences
internal import ReadCopyUpdate

extension NotifierChain where Event: ~Copyable {
    /// A chain whose callbacks may block, for as long as they like: they run on the caller's thread, in a section of a `SleepableRCU`
    /// of the chain's own, so that they delay nobody but those who unsubscribe from this chain.
    ///
    /// The section is no lock: many threads may be in the chain, and in one callback, at once.
    public final class Blocking: Sendable {
        @usableFromInline let members = ChainMembers()
        let domain = SleepableRCU()

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
        /// - Blocks: as the callbacks do; for nobody else. One load if there is no subscriber.
        /// - Contexts: any thread, callbacks of this chain included (see ``isInCallback``); not a signal handler.
        @available(*, noasync, message: "callbacks may block the thread; an Async chain suspends")
        @inlinable
        @inline(__always)
        @discardableResult
        public func call(_ event: borrowing Event, limit: Int = .max) -> NotifierOutcome {
            if _fastPath(members.isEmpty) { return NotifierOutcome(ChainTally()) }
            return callMembers(event, limit)
        }

        @usableFromInline
        func callMembers(_ event: borrowing Event, _ limit: Int) -> NotifierOutcome {
            if limit < 0 { NotifierChain.trapLimit(limit) }
            var tally = ChainTally()
            inSection { version in _ = NotifierChain.walk(version, event, limit: limit, &tally) }
            return NotifierOutcome(tally)
        }

        /// Calls the subscribers with `up`; if one stops it, calls those before it once more, with `down`, to take it back.
        ///
        /// The second time they are called in the same order, first to last; the one that stopped it is not, and nobody new is,
        /// whatever happens to the chain meanwhile. Whatever they answer, the others are called. Only the answers to `up` count
        /// in the outcome. As ``call(_:limit:)`` in all else.
        @available(*, noasync, message: "callbacks may block the thread; an Async chain suspends")
        @discardableResult
        public func callRobust(
            up: borrowing Event,
            down: borrowing Event,
            limit: Int = .max
        ) -> NotifierOutcome {
            if limit < 0 { NotifierChain.trapLimit(limit) }
            var tally = ChainTally()
            inSection { version in tally = NotifierChain.walkRobustly(version, up: up, down: down, limit: limit) }
            return NotifierOutcome(tally)
        }

        /// Runs `body` in a section, on the version found there, with the thread marked as inside of this chain.
        private func inSection(_ body: (ChainVersion) -> Void) {
            domain.read { _ in
                guard let version = members.current else { return }
                ChainFrame.within(ObjectIdentifier(self)) { body(version) }
            }
        }

        /// Whether the calling thread is inside a callback of this chain: for callers that would call themselves without end.
        public var isInCallback: Bool { ChainFrame.isWithin(ObjectIdentifier(self)) }

        /// How many subscribers there are.
        public var count: Int { members.count }

        /// Ends all subscriptions, as if each were cancelled; when it returns, no callback runs or can run.
        ///
        /// - Blocks, and traps: as the blocking `cancel()` of a ``NotifierSubscription``.
        @available(*, noasync, message: "it blocks the thread until callbacks have ended")
        public func removeAll() { cancelAll() }

        /// Before a fork: keeps other threads from changing the list, whose lock would stay taken in the child.
        package func holdForFork() { members.holdForFork() }
        /// After it, in both processes, on the thread that forked.
        package func releaseAfterFork() { members.releaseAfterFork() }
    }
}

extension NotifierChain.Blocking: SubscribedChain where Event: ~Copyable {
    func unlink(_ member: ChainMember) -> ChainVersion? { members.remove(member) }

    func unlinkAll() -> ChainVersion? { members.removeAll() }

    func requireOutsideCallbacks() {
        require(
            !isInCallback,
            """
            a subscription to a blocking notifier chain was given up inside a callback of that chain, where it would wait for itself \
            for ever; use cancelLater() there
            """
        )
    }

    func waitForCallers() { domain.synchronize() }

    nonisolated(nonsending) func waitForCallers() async { await domain.synchronize() }

    func afterCallers(_ body: @escaping @Sendable () -> Void) { domain.retire(body) }
}
