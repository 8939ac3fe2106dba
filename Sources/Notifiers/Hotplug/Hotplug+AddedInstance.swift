extension Hotplug {
    /// An instance of a multi-instance state, for as long as this lives.
    ///
    /// Dropped, it is removed as by `remove(calls:)`, and traps if a tear-down fails, which then nobody would be told. Does nothing if
    /// the state was removed before.
    public struct AddedInstance: ~Copyable, Sendable {
        private let hotplug: Hotplug
        private let step: HotplugStep
        private let calls: Bool
        /// nil: removed.
        private var unit: HotplugUnit?

        init(_ hotplug: Hotplug, _ step: HotplugStep, _ unit: HotplugUnit, calls: Bool) {
            self.hotplug = hotplug
            self.step = step
            self.unit = unit
            self.calls = calls
        }

        deinit {
            guard let unit else { return }
            hotplug.removeOrTrap { [hotplug, step, calls] in
                hotplug.drop([unit], from: step, calls: calls && step.isInstalled)
            }
        }

        /// Removes the instance: tears it down on every worker where it is started, the last worker first.
        ///
        /// When it returns no step of it runs or will run, unless its worker has timed out. Blocks while other operations run, and for the
        /// tear-downs. Traps inside a step.
        ///
        /// - Parameter calls: whether to tear down; nil: if it was added with calls.
        /// - Throws: ``HotplugError/removed(failures:)`` when tear-downs failed. The instance is removed all the same.
        @available(*, noasync, message: "it blocks the thread for the tear-downs; await remove(calls:) suspends")
        public consuming func remove(calls: Bool? = nil) throws(HotplugError) {
            guard let unit else { return }
            self.unit = nil
            let calls = calls ?? self.calls
            try hotplug.remove { [hotplug, step] in
                hotplug.drop([unit], from: step, calls: calls && step.isInstalled)
            }
        }

        /// Removes the instance without blocking a thread of the pool.
        ///
        /// As the blocking form; cancellation of the task does not end it.
        public consuming func remove(calls: Bool? = nil) async throws(HotplugError) {
            guard let unit else { return }
            self.unit = nil
            let calls = calls ?? self.calls
            try await hotplug.remove { [hotplug, step] in
                hotplug.drop([unit], from: step, calls: calls && step.isInstalled)
            }
        }
    }
}
