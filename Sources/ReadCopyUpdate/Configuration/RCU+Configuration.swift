extension RCU {
    /// How RCU behaves in this process; see ``RCU/configure(_:)``.
    public struct Configuration: Sendable {
        /// How much may be retired and not reclaimed yet before retirers wait: 16,384 values or 64 MiB.
        public var retirementLimit = RetirementLimit(count: 16_384, bytes: 64 << 20)
        /// Where the destructors of retired values run: on the reclaimer's thread.
        public var reclamation = Reclamation.reclaimer
        /// How old a grace period gets before the readers that hold it back are reported: 10 s. Then again at twice that age, and so
        /// on.
        public var stallLimit = Duration.seconds(10)
        /// Receives the reports; by default one line for each reader on standard error.
        ///
        /// Called on the thread that waits for the grace period, which waits for the handler too: the handler must not wait for
        /// a grace period itself, which traps. It may retire, which never waits there.
        public var stallHandler: @Sendable (StallReport) -> Void = { $0.writeToStandardError() }

        /// The defaults.
        public init() {}
    }

    /// A bound on what is retired and not reclaimed yet.
    ///
    /// Retirers that are free to wait do so above three quarters of either number, until an eighth of it is left, so that the limit itself is
    /// kept: each thread counts its own retirements and adds them up now and then, at the latest when its share of the last
    /// quarter is used. Retirements from inside read sections, from destructors, and from a stall handler never wait and may exceed it.
    public struct RetirementLimit: Hashable, Sendable {
        /// Values.
        public var count: Int
        /// Bytes, as given by the retirers.
        public var bytes: Int

        /// Creates a limit; both at least 1.
        public init(count: Int, bytes: Int) {
            self.count = count
            self.bytes = bytes
        }
    }

    /// Where the destructors of retired values run.
    ///
    /// Wherever it is, a slow destructor delays all that come after it. An executor has to run the jobs that it is given: a thread that
    /// it needs for that must not wait in `RCU.barrier()`, nor above the limit in the blocking form of `retire`, and one that has been
    /// shut down ends all reclamation. The child of a fork, which does not have the executor's threads, uses the reclaimer.
    public enum Reclamation: Sendable {
        /// On the library's own thread `rcu-reclaimer`, one after the other.
        case reclaimer
        /// On a task executor, in batches, each of which is one job.
        case taskExecutor(any TaskExecutor)
        /// On a serial executor, an actor's say, in batches, each of which is one job.
        case serialExecutor(any SerialExecutor)
    }
}
