internal import AsymmetricFences

extension Hotplug {
    /// With no time at all each worker would be lost at its first step, for good.
    static func requireLimit(_ limit: Duration) {
        require(limit > .zero, "a worker has \(limit) to answer; expected more than zero")
    }

    /// How long a worker may take to answer.
    public struct Limits: Hashable, Sendable {
        /// From the start of its thread until the thread is there, and for the thread to end; 10 seconds, as the kernel gives a processor.
        /// Destructors of others' thread-local storage that take longer are left running.
        public var bringUp: Duration
        /// For one step on its thread; 60 seconds.
        public var step: Duration

        /// Creates limits.
        public init(bringUp: Duration = .seconds(10), step: Duration = .seconds(60)) {
            self.bringUp = bringUp
            self.step = step
        }
    }
}
