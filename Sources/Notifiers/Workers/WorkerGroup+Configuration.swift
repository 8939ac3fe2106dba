extension WorkerGroup {
    /// What a group is made with.
    public struct Configuration: Sendable {
        /// Numbers of workers are less than this; 64. Costs some hundred bytes a worker.
        public var capacity: Int
        /// Where the threads run.
        public var pinning: Pinning
        /// What becomes of the messages that a worker has when it leaves.
        public var leftovers: Leftovers
        /// How long the workers' threads may take to answer.
        public var limits: Hotplug.Limits

        /// Creates a configuration.
        public init(
            capacity: Int = 64,
            pinning: Pinning = .none,
            leftovers: Leftovers = .run,
            limits: Hotplug.Limits = Hotplug.Limits()
        ) {
            self.capacity = capacity
            self.pinning = pinning
            self.leftovers = leftovers
            self.limits = limits
        }
    }

    /// Where the workers' threads run.
    public enum Pinning: Hashable, Sendable {
        /// Where the kernel puts them.
        case none
        /// Each on one of the processors that the process may use when the group is made, in turn.
        case allowed
        /// Each on one of these, in turn. A worker that the system does not let there cannot be brought up.
        case processors([Int])
    }

    /// What becomes of the messages that a worker has when it leaves: those that were accepted after its tear-down was ordered, behind
    /// which they lie. Those in front of it run.
    public enum Leftovers: Hashable, Sendable {
        /// It runs them.
        case run
        /// It reports them undelivered, on its thread.
        case report
    }

    /// Which workers a broadcast goes to.
    public enum Audience: Hashable, Sendable {
        /// All that can be sent messages.
        case online
        /// Those that should be given work.
        case active
    }
}
