extension AsymmetricFence {
    /// What heavy fences have cost this process so far.
    public struct Statistics: Hashable, Sendable {
        /// Heavy fences that reached the system.
        public var issued: UInt64
        /// Calls that needed none of their own, because another thread's began after they arrived.
        public var shared: UInt64
        /// Strategies that the system denied after they had been chosen.
        public var strategiesDenied: UInt64
    }

    /// The counts so far; each is exact, but they are not read at one instant.
    public static var statistics: Statistics {
        HeavyFence.shared.statistics
    }
}
