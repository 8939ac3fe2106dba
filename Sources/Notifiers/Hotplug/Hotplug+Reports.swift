extension Hotplug {
    /// Where a worker is.
    public struct WorkerStatus: Hashable, Sendable {
        /// The highest state that is started, with all below it.
        public internal(set) var state: State = .offline
        /// Where it is going, or last went.
        public internal(set) var target: State = .offline
        /// It timed out: it is not started again, and states are neither started nor torn down on it.
        public internal(set) var isLost = false

        /// It timed out, and its thread is there or on its way: no step can run on it, and its thread may use what was prepared for it.
        var isUnreachable: Bool { isLost && state >= .bringUp }
    }

    /// A state that is installed, or built in.
    public struct StateDescription: Hashable, Sendable, CustomStringConvertible {
        /// Its place in the order.
        public let state: State
        /// Its name.
        public let name: String
        /// How many instances a multi-instance state has; nil for the others.
        public let instances: Int?

        /// The number and the name, as a line of the kernel's `/sys/devices/system/cpu/hotplug/states`.
        public var description: String { "\(state.rawValue): \(name)" }
    }

    /// What a state machine has done so far.
    public struct Statistics: Hashable, Sendable {
        /// Workers brought up to where they were to go.
        public internal(set) var bringUps = 0
        /// Workers taken down to where they were to go.
        public internal(set) var takeDowns = 0
        /// Start-ups called, also those that failed.
        public internal(set) var startups = 0
        /// Tear-downs called, also those that failed.
        public internal(set) var teardowns = 0
        /// Steps that failed, by themselves, by injection, or by taking too long.
        public internal(set) var failures = 0
        /// Those among them that were injected.
        public internal(set) var injectedFailures = 0
        /// Those among them that took too long.
        public internal(set) var timeouts = 0
        /// Failures after which everything was undone.
        public internal(set) var rollbacks = 0
        /// Failures after which undoing failed too, or was impossible.
        public internal(set) var incompleteRollbacks = 0
    }

    /// Where `worker` is; while an operation moves it, the last state that it has passed. Traps if there is no such worker.
    public func state(of worker: Int) -> WorkerStatus {
        requireWorker(worker)
        return ledger.status(worker)
    }

    /// The states in ascending order, the built-in ones among them.
    public var states: [StateDescription] { ledger.states }

    /// The counts so far, read at one instant.
    public var statistics: Statistics { ledger.statistics }
}
