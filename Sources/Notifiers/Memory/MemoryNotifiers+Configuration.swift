extension MemoryNotifiers {
    /// How a registry behaves.
    public struct Configuration: Sendable {
        /// How long somebody waits for open invalidations before they are reported: 10 s. Then again at twice that, and so on.
        public var stallLimit = Duration.seconds(10)
        /// Receives the reports; by default a line for each open invalidation on standard error.
        ///
        /// Called on the thread that waits; for tasks on a thread of the library's own, one for all of them, whose later reports and
        /// deadlines wait for it.
        public var stallHandler: @Sendable (MemoryStall) -> Void = { $0.writeToStandardError() }

        /// The defaults.
        public init() {}
    }
}
