internal import AsymmetricFences

extension SleepableRCU {
    /// Waits for a grace period of this instance: when it returns, every section of it that was open at the call is closed.
    ///
    /// Concurrent callers, of both forms, share grace periods.
    ///
    /// - Blocks: for about a microsecond when no section is open, until the last of them closes otherwise.
    /// - Ordering: what the caller published before is seen by every section that it did not wait for, and all that the
    ///   awaited sections did happens before the return.
    /// - Contexts: any thread; not a signal handler. Traps inside a section of ``RCU``, whose writers it would hold up for as
    ///   long as the sections here last. Inside a section of this instance it waits for itself for ever.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public func synchronize() {
        GracePeriods.requireNoSection()
        writers.synchronize()
    }

    /// Waits for a grace period of this instance without holding a thread.
    ///
    /// Cancellation does not end the wait: what follows it may rely on the grace period.
    ///
    /// - Never blocks a thread for a section. Does not suspend if none is open and the heavy fence is a system call of
    ///   microseconds; otherwise until the last of them closes, and for a turn of the service thread.
    /// - Ordering: as the blocking form.
    /// - Contexts: any task, not inside a section of this instance, where it waits for itself for ever.
    public nonisolated(nonsending) func synchronize() async {
        let writers = self.writers
        let round = writers.rounds.arrive()
        let begun: SleepableGracePeriod?
        switch writers.tryAtOnce(round) {
        case .over: return
        case .begun(let gracePeriod): begun = gracePeriod
        case .notLed: begun = nil
        }
        await withUnsafeContinuation { continuation in
            writers.leaveToService(begun) { $0.wait(.task(continuation), forRound: round) }
        }
    }

    /// Runs `body` after a grace period of this instance, on the service thread.
    ///
    /// For what a thread may wait for that is in a section of ``RCU``, or in something retired: what is retired is run by the reclaimer,
    /// after destructors and a grace period of ``RCU``, so for such threads; this waits for sections of the instance alone.
    ///
    /// - Never blocks. Contexts: as `retire`.
    /// - Parameter body: blocks for nothing, and destroys nothing of a client's: all instances wait for it.
    package func afterGracePeriod(_ body: @escaping @Sendable () -> Void) {
        let round = writers.rounds.arrive()
        writers.leaveToService { $0.wait(.call(body), forRound: round) }
    }

    /// What an instance has done so far.
    public struct Statistics: Hashable, Sendable {
        /// Grace periods that were run.
        public internal(set) var gracePeriods: UInt64
        /// Callers of `synchronize` that another's grace period served.
        public internal(set) var sharedGracePeriods: UInt64
        /// What was retired to it and is not destroyed yet.
        public internal(set) var backlog = RCU.Tally()
    }

    /// The counts so far; each is exact, but they are not read at one instant.
    public var statistics: Statistics { writers.statistics }
}
