extension RCU {
    /// What RCU has done in this process so far.
    public struct Statistics: Hashable, Sendable {
        /// Grace periods that were run.
        public var gracePeriods: UInt64
        /// Callers that another caller's grace period served.
        public var sharedGracePeriods: UInt64
        /// Heavy fences: one for each grace period, and one for each time it prepared to sleep for a reader.
        public var heavyFences: UInt64
        /// Readers whose section outlasted the writer's spinning.
        public var readersSleptFor: UInt64
        /// Threads registered now.
        public var registeredReaders: UInt64
        /// Records that exist; they are reused, never freed.
        public var readerRecords: UInt64
    }

    /// The counts so far; each is exact, but they are not read at one instant. Walks the registry.
    public static var statistics: Statistics {
        GracePeriods.shared.statistics
    }
}
