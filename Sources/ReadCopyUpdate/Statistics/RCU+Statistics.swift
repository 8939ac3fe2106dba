internal import AsymmetricFences
internal import Synchronization

extension RCU {
    /// What RCU has done in this process so far.
    public struct Statistics: Hashable, Sendable {
        /// Grace periods that were run.
        public internal(set) var gracePeriods: UInt64 = 0
        /// Callers that another caller's grace period served.
        public internal(set) var sharedGracePeriods: UInt64 = 0
        /// How long grace periods took.
        public internal(set) var gracePeriodLatency = LatencyHistogram.empty
        /// Heavy fences: one for each grace period, and one for each time it prepared to sleep for a reader.
        public internal(set) var heavyFences: UInt64 = 0
        /// Heavy fences of the whole process, of other users too, that needed no system call of their own.
        public internal(set) var sharedHeavyFences: UInt64 = 0
        /// Readers whose section outlasted the writer's spinning.
        public internal(set) var readersSleptFor: UInt64 = 0
        /// Reports of grace periods that were older than the limit.
        public internal(set) var stallsReported: UInt64 = 0
        /// What was given to `retire`.
        public internal(set) var retired = Tally()
        /// What of it was destroyed.
        public internal(set) var reclaimed = Tally()
        /// What of it was not, at the worst moment that was looked at: whenever a thread adds up its retirements, and before each
        /// pass of the reclaimer.
        public internal(set) var peakBacklog = Tally()
        /// How often a retirer had to wait for the backlog to shrink.
        public internal(set) var retirerWaits: UInt64 = 0
        /// Threads registered now.
        public internal(set) var registeredReaders: UInt64 = 0
        /// Records that exist; they are reused, never freed.
        public internal(set) var readerRecords: UInt64 = 0

        /// What was retired and is not destroyed yet.
        public var backlog: Tally {
            Tally(count: retired.count - reclaimed.count, bytes: retired.bytes &- reclaimed.bytes)
        }

        /// The longest grace period.
        public var longestGracePeriod: Duration { gracePeriodLatency.longest }
    }

    /// A number of values and the bytes they were said to hold.
    public struct Tally: Hashable, Sendable {
        /// Values.
        public internal(set) var count = 0
        /// Bytes, as given by whoever retired them.
        public internal(set) var bytes = 0
    }

    /// The counts so far; each is exact, but they are not read at one instant. Walks the registry.
    public static var statistics: Statistics {
        var statistics = Statistics()
        GracePeriods.shared.fill(&statistics)
        Reclaimer.existing?.fill(&statistics)
        return statistics
    }
}

extension GracePeriods {
    fileprivate func fill(_ statistics: inout RCU.Statistics) {
        record.fill(&statistics)
        statistics.gracePeriods = rounds.roundCount
        statistics.sharedGracePeriods = rounds.sharedCount
        statistics.sharedHeavyFences = AsymmetricFence.statistics.shared
        statistics.registeredReaders = ReaderRegistry.claims.pointee.load(ordering: .relaxed)
        statistics.readerRecords = UInt64(ReaderRegistry.capacity)
    }
}
