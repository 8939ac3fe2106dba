extension Hotplug {
    /// Installs a state, and starts it on every worker that is past its place.
    ///
    /// Those workers are visited in ascending order. If the start-up fails on one, the state is torn down on those before it, the last first, and
    /// is not installed; what fails then is reported, and the others are torn down all the same.
    ///
    /// Blocks while other operations run, and for the start-ups.
    ///
    /// - Parameters:
    ///   - name: for reports.
    ///   - section: decides where the steps run, and which may fail.
    ///   - place: the order within the section.
    ///   - calls: false: nothing is called now, nor when the installation is dropped; the workers that are past the place count as
    ///     started.
    ///   - limit: how long one step may take on a worker; nil: ``Limits/step``.
    ///   - startup: brings the state up for the worker given; nil: nothing to do.
    ///   - teardown: takes it down.
    /// - Throws: ``HotplugError/placeTaken(_:by:)`` and ``HotplugError/noPlace(_:)`` before anything is called;
    ///   ``HotplugError/failed(_:_:)`` when a start-up fails.
    @available(*, noasync, message: "it blocks the thread for the start-ups; await install(…) suspends")
    public func install(
        _ name: String,
        in section: Section,
        at place: Place = .dynamic,
        calls: Bool = true,
        limit: Duration? = nil,
        startup: (@Sendable (Int) throws -> Void)?,
        teardown: (@Sendable (Int) throws -> Void)?
    ) throws(HotplugError) -> Installation {
        let unit = HotplugUnit(workers: workers, startup: startup, teardown: teardown)
        let step = try operate { () throws(HotplugError) in
            try self.add(name, section, place, limit, unit: unit, calls: calls)
        }
        return Installation(self, step, calls: calls)
    }

    /// Installs a state without blocking a thread of the pool; a thread of the library's own is the control thread.
    ///
    /// As the blocking form; cancellation of the task does not end it. Traps if the system has no thread for it.
    public func install(
        _ name: String,
        in section: Section,
        at place: Place = .dynamic,
        calls: Bool = true,
        limit: Duration? = nil,
        startup: (@Sendable (Int) throws -> Void)?,
        teardown: (@Sendable (Int) throws -> Void)?
    ) async throws(HotplugError) -> Installation {
        let unit = HotplugUnit(workers: workers, startup: startup, teardown: teardown)
        let step = try await operate { () throws(HotplugError) in
            try self.add(name, section, place, limit, unit: unit, calls: calls)
        }
        return Installation(self, step, calls: calls)
    }

    /// Installs a state with any number of instances, none at first.
    ///
    /// A worker that goes through the state starts the instances in the order in which they were added, and tears them down in
    /// reverse. Blocks while other operations run; calls nothing.
    ///
    /// - Parameters:
    ///   - name: for reports.
    ///   - section: decides where the steps run, and which may fail.
    ///   - place: the order within the section.
    ///   - limit: how long one step may take on a worker; nil: ``Limits/step``.
    ///   - startup: brings an instance up for the worker given; nil: nothing to do.
    ///   - teardown: takes it down.
    /// - Throws: ``HotplugError/placeTaken(_:by:)`` or ``HotplugError/noPlace(_:)``.
    @available(*, noasync, message: "it may block the thread; await installMulti(…) suspends")
    public func installMulti<Instance: Sendable>(
        _ name: String,
        in section: Section,
        at place: Place = .dynamic,
        limit: Duration? = nil,
        startup: (@Sendable (Int, Instance) throws -> Void)?,
        teardown: (@Sendable (Int, Instance) throws -> Void)?
    ) throws(HotplugError) -> MultiInstallation<Instance> {
        let step = try operate { () throws(HotplugError) in
            try self.add(name, section, place, limit, unit: nil, calls: false)
        }
        return MultiInstallation(self, step, startup, teardown)
    }

    /// Installs a state with any number of instances without blocking a thread of the pool.
    ///
    /// As the blocking form.
    public func installMulti<Instance: Sendable>(
        _ name: String,
        in section: Section,
        at place: Place = .dynamic,
        limit: Duration? = nil,
        startup: (@Sendable (Int, Instance) throws -> Void)?,
        teardown: (@Sendable (Int, Instance) throws -> Void)?
    ) async throws(HotplugError) -> MultiInstallation<Instance> {
        let step = try await operate { () throws(HotplugError) in
            try self.add(name, section, place, limit, unit: nil, calls: false)
        }
        return MultiInstallation(self, step, startup, teardown)
    }
}
