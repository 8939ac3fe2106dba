extension Hotplug {
    /// A multi-instance state that is installed, for as long as this lives.
    ///
    /// Dropped, it is removed as by `remove(calls:)`, and traps if a tear-down fails, which then nobody would be told.
    public struct MultiInstallation<Instance: Sendable>: ~Copyable, Sendable {
        /// Its place in the order.
        public let state: State
        private let hotplug: Hotplug
        private let startup: (@Sendable (Int, Instance) throws -> Void)?
        private let teardown: (@Sendable (Int, Instance) throws -> Void)?
        private let step: HotplugStep
        private var isRemoved = false

        init(
            _ hotplug: Hotplug,
            _ step: HotplugStep,
            _ startup: (@Sendable (Int, Instance) throws -> Void)?,
            _ teardown: (@Sendable (Int, Instance) throws -> Void)?
        ) {
            state = step.state
            self.hotplug = hotplug
            self.step = step
            self.startup = startup
            self.teardown = teardown
        }

        deinit {
            if isRemoved { return }
            hotplug.removeOrTrap { [hotplug, step] in hotplug.drop(step, calls: true) }
        }

        /// Adds an instance as the last one, and starts it on every worker that is past the state.
        ///
        /// If that fails on one, it is torn down on those before it, the last first, and not added. Blocks while other operations run,
        /// and for the start-ups. Traps inside a step.
        ///
        /// - Parameters:
        ///   - instance: is given to the steps.
        ///   - calls: false: nothing is called now, nor when the instance is dropped; the workers past the state count as started.
        /// - Throws: ``HotplugError/failed(_:_:)`` when a start-up fails.
        @available(*, noasync, message: "it blocks the thread for the start-ups; await add(_:calls:) suspends")
        public borrowing func add(_ instance: Instance, calls: Bool = true) throws(HotplugError) -> AddedInstance {
            let unit = unit(instance)
            let (hotplug, step) = (hotplug, step)
            try hotplug.operate { () throws(HotplugError) in try hotplug.add(unit, to: step, calls: calls) }
            return AddedInstance(hotplug, step, unit, calls: calls)
        }

        /// Adds an instance without blocking a thread of the pool.
        ///
        /// As the blocking form; cancellation of the task does not end it.
        public borrowing func add(_ instance: Instance, calls: Bool = true) async throws(HotplugError) -> AddedInstance
        {
            let unit = unit(instance)
            let (hotplug, step) = (hotplug, step)
            try await hotplug.operate { () throws(HotplugError) in try hotplug.add(unit, to: step, calls: calls) }
            return AddedInstance(hotplug, step, unit, calls: calls)
        }

        /// Removes the state and the instances that it still has: tears them down on every worker where they are started, the last worker
        /// first, and the last instance first.
        ///
        /// When it returns no step of the state runs or will run, unless its worker has timed out. Blocks while other operations run, and
        /// for the tear-downs. Traps inside a step.
        ///
        /// - Throws: ``HotplugError/removed(failures:)`` when tear-downs failed. The state is removed all the same.
        @available(*, noasync, message: "it blocks the thread for the tear-downs; await remove(calls:) suspends")
        public consuming func remove(calls: Bool = true) throws(HotplugError) {
            isRemoved = true
            try hotplug.remove { [hotplug, step] in hotplug.drop(step, calls: calls) }
        }

        /// Removes the state and its instances without blocking a thread of the pool.
        ///
        /// As the blocking form; cancellation of the task does not end it.
        public consuming func remove(calls: Bool = true) async throws(HotplugError) {
            isRemoved = true
            try await hotplug.remove { [hotplug, step] in hotplug.drop(step, calls: calls) }
        }

        private borrowing func unit(_ instance: Instance) -> HotplugUnit {
            var start: (@Sendable (Int) throws -> Void)?
            if let startup { start = { worker in try startup(worker, instance) } }
            var tear: (@Sendable (Int) throws -> Void)?
            if let teardown { tear = { worker in try teardown(worker, instance) } }
            return HotplugUnit(workers: hotplug.workers, startup: start, teardown: tear)
        }
    }
}
