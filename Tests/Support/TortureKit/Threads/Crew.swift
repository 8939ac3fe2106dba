internal import TestThreads

/// The threads of one shape's run, and the coordinator's part: when they stop, and what to do if they do not.
struct Crew {
    let run = TortureRun()
    private let shape: String
    private let plan: TorturePlan
    private var bodies: [@Sendable (inout TortureRandom) -> Void] = []

    init(_ shape: String, _ plan: TorturePlan) {
        self.shape = shape
        self.plan = plan
    }

    /// Adds a thread, which runs until ``TortureRun/isStopped``.
    mutating func add(_ body: @escaping @Sendable (_ random: inout TortureRandom) -> Void) {
        bodies.append(body)
    }

    /// Starts the threads, lets the plan come true, stops them, and says what happened.
    ///
    /// Threads that do not end are a violation, and are left behind with what they use: the caller can still report.
    ///
    /// - Parameter finally: runs when all threads have ended; not when some were left behind.
    func drive(finally: () -> Void = {}) -> ShapeResult {
        let start = monotonicSeconds()
        let threads = bodies.enumerated().map { index, body in
            run.threadBegins()
            return TestThread { [run] in
                var random = TortureRandom(seed: UInt64(start * 1e6) &+ UInt64(index) << 32)
                body(&random)
                run.threadEnds()
            }
        }
        var stall = StallWatch(limit: plan.stallLimit, now: start)
        while true {
            let now = monotonicSeconds()
            let elapsed = now - start
            let awaitsFault = plan.fault.map { !$0.isSettled(gracePeriods: run.gracePeriods) } ?? false
            if run.threadsLeft == 0 || (!awaitsFault && (isAccomplished || isTimeUp(elapsed))) { break }
            if plan.endsAtFirstViolation, !run.log.isEmpty { break }
            plan.fault?.strikeIfDue(gracePeriods: run.gracePeriods)
            if plan.updaters > 0, stall.isStalled(progress: run.gracePeriods, now: now) { break }
            run.listen(atMost: 0.005)
        }
        run.stop()
        if end(threads) { finally() }
        return ShapeResult(
            shape: shape,
            gracePeriods: run.gracePeriods,
            reads: run.reads,
            interruptions: run.interruptions,
            pipe: run.histogram,
            violations: run.log.counts,
            seconds: monotonicSeconds() - start
        )
    }

    private var isAccomplished: Bool {
        run.gracePeriods >= plan.gracePeriods && run.interruptions >= plan.interruptions
    }

    private func isTimeUp(_ elapsed: Double) -> Bool {
        elapsed >= plan.seconds && (plan.updaters == 0 || run.gracePeriods >= plan.leastGracePeriods)
    }

    private func end(_ threads: [TestThread]) -> Bool {
        var stall = StallWatch(limit: plan.stallLimit, now: monotonicSeconds())
        while run.threadsLeft > 0 {
            if stall.isStalled(progress: run.threadsLeft, now: monotonicSeconds()) {
                run.log.record(.stalled)
                return false
            }
            run.listen(atMost: 0.1)
        }
        for thread in threads { thread.join() }
        return true
    }
}
