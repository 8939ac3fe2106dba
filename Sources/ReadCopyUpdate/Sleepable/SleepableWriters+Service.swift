internal import AsymmetricFences
internal import Synchronization

extension SleepableWriters {
    /// How long the service leaves alone a lock of the rounds that nobody leads with.
    private static let lockNap = Duration.microseconds(50)

    /// What the service thread does next about an instance.
    enum NextVisit {
        /// Nothing, until the instance asks again.
        case done
        /// Comes back after this time, or when the instance needs attention; nil: only then.
        case again(after: Duration?)
    }

    /// What came of a task's attempt to run the round that it needs.
    enum Attempt {
        case over
        /// The task leads, and a section is open.
        case begun(SleepableGracePeriod)
        case notLed
    }

    /// Runs a round on the task's own thread, if that takes one heavy fence and one look.
    ///
    /// Only under the strategy whose fence waits for nobody: a thread of the pool must not wait for a reader to take a signal.
    func tryAtOnce(_ round: UInt64) -> Attempt {
        guard HeavyFence.shared.strategy == .privateExpedited, rounds.tryBegin(round) else { return .notLed }
        var gracePeriod = SleepableGracePeriod(counters, leader: .service)
        guard gracePeriod.look() else { return .begun(gracePeriod) }
        endRound()
        return .over
    }

    /// Leaves `enqueue` for the service thread to wait for, with the round that the caller leads, if any; makes it come by.
    func leaveToService(_ begun: SleepableGracePeriod? = nil, _ enqueue: (inout SleepableQueues) -> Void) {
        let service = SleepableService.shared
        let isNew = withQueues { queues in
            enqueue(&queues)
            if begun != nil { queues.begun = begun }
            let isNew = queues.attend(service.generation)
            if isNew { attendedBy.store(service.generation, ordering: .sequentiallyConsistent) }
            return isNew
        }
        if isNew {
            service.attend(self)
        } else if begun != nil {
            // It comes by only when this round has ended, which now is its own to end.
            alertService()
        }
    }

    /// One visit of the service thread: never waits for a section, and ends at most one round.
    ///
    /// Who arrives between two visits is not forgotten: unless the answer is `done` another visit follows, and `done` takes
    /// the instance off the list under the lock, so that the next to arrive puts it there again.
    func serve() -> NextVisit {
        if gracePeriod == nil, let answer = collect(beginning: true) { return answer }
        guard let nap = gracePeriod?.advance() else {
            gracePeriod = nil
            rounds.end()
            // Another round, if one is needed, begins after a visit to the other instances.
            return collect(beginning: false) ?? .again(after: .zero)
        }
        return .again(after: nap)
    }

    /// Resumes and runs what has been served, and begins the round that the rest needs. Nil if there is now one to advance.
    private func collect(beginning: Bool) -> NextVisit? {
        while true {
            let (waiters, batches, needed) = takeServed()
            // The first of those whom a round of the service's own served is whom it was run for.
            countShared(beginning ? waiters.count : max(0, waiters.count - 1))
            for waiter in waiters { waiter.resume() }
            for batch in batches { run(batch) }
            if gracePeriod != nil { return nil }
            guard let needed else { return .done }
            guard beginning else { return nil }
            // Pairs with the end of `join` in `synchronize()`.
            atomicMemoryFence(ordering: .sequentiallyConsistent)
            if rounds.tryBegin(needed) {
                gracePeriod = SleepableGracePeriod(counters, leader: .service)
                return nil
            }
            if rounds.hasEnded(needed) { continue }
            // Who leads alerts the service when the round has ended. Who only has the lock for a moment does not.
            return .again(after: rounds.isUnderWay ? nil : Self.lockNap)
        }
    }

    private func takeServed() -> ([SleepableWaiter], [SleepableBatch], neededRound: UInt64?) {
        withQueues { queues in
            if let begun = queues.begun.take() { gracePeriod = begun }
            queues.closeBatch(round: rounds.arrive())
            let served = queues.takeServed(rounds.hasEnded)
            let needed = queues.neededRound
            if needed == nil, gracePeriod == nil {
                queues.leave()
                attendedBy.store(0, ordering: .sequentiallyConsistent)
            }
            return (served.waiters, served.batches, needed)
        }
    }

    private func run(_ batch: SleepableBatch) {
        let (number, count, bytes) = (batch.number, batch.count, batch.bytes)
        Reclaimer.shared.run(batch.takeEntries()) { [self] in
            charge(RCU.Tally(count: -count, bytes: -bytes))
            for waiter in withQueues({ $0.finish(number) }) { waiter.resume() }
        }
    }
}
