internal import AsymmetricFences

extension Hotplug {
    /// A state that is installed, for as long as this lives.
    ///
    /// Dropped, it is removed as by `remove(calls:)`, and traps if a tear-down fails, which then nobody would be told.
    public struct Installation: ~Copyable, Sendable {
        /// Its place in the order.
        public let state: State
        private let hotplug: Hotplug
        private let calls: Bool
        /// nil: removed.
        private var step: HotplugStep?

        init(_ hotplug: Hotplug, _ step: HotplugStep, calls: Bool) {
            state = step.state
            self.hotplug = hotplug
            self.calls = calls
            self.step = step
        }

        deinit {
            guard let step else { return }
            hotplug.removeOrTrap { [hotplug, calls] in hotplug.drop(step, calls: calls) }
        }

        /// Removes the state: tears it down on every worker that is past it, the last worker first.
        ///
        /// When it returns no step of the state runs or will run, unless its worker has timed out. Blocks while other operations run, and
        /// for the tear-downs. Traps inside a step.
        ///
        /// - Parameter calls: whether to tear down; nil: if it was installed with calls.
        /// - Throws: ``HotplugError/removed(failures:)`` when tear-downs failed. The state is removed all the same.
        @available(*, noasync, message: "it blocks the thread for the tear-downs; await remove(calls:) suspends")
        public consuming func remove(calls: Bool? = nil) throws(HotplugError) {
            guard let step else { return }
            self.step = nil
            let calls = calls ?? self.calls
            try hotplug.remove { [hotplug] in hotplug.drop(step, calls: calls) }
        }

        /// Removes the state without blocking a thread of the pool.
        ///
        /// As the blocking form; cancellation of the task does not end it.
        public consuming func remove(calls: Bool? = nil) async throws(HotplugError) {
            guard let step else { return }
            self.step = nil
            let calls = calls ?? self.calls
            try await hotplug.remove { [hotplug] in hotplug.drop(step, calls: calls) }
        }
    }

    /// Runs a removal, and tells what failed.
    @available(*, noasync)
    func remove(_ body: () -> [Failure]) throws(HotplugError) {
        let failures = try operate { () throws(HotplugError) in body() }
        if !failures.isEmpty { throw .removed(failures: failures) }
    }

    /// Runs a removal, and tells what failed.
    func remove(_ body: @escaping @Sendable () -> [Failure]) async throws(HotplugError) {
        let failures = try await operate { () throws(HotplugError) in body() }
        if !failures.isEmpty { throw .removed(failures: failures) }
    }

    /// Runs a removal for a deinitialiser, which can tell nobody what failed.
    func removeOrTrap(_ body: () -> [Failure]) {
        do throws(HotplugError) {
            try remove(body)
        } catch {
            fatalError(
                "an installation was dropped: \(error); expected its tear-downs to succeed, or remove() to be called"
            )
        }
    }
}
