public import Notifiers

extension BlockAllocator {
    /// Installs a state that drains a worker's queues when it is taken down: it gives up their leases, and gives back the memory of their
    /// blocks in which nothing is live.
    ///
    /// The state is one of the section starting. So it is torn down on the worker's own thread, after the last message: the worker
    /// allocates nothing any more, unless in steps of states below. Going up does nothing.
    ///
    ///     let drain = try buffers.installDrain(on: workers.hotplug)
    ///
    /// Ranges that are live stay as they are. A block with such ranges hands out no others any more, and dies with the last of them, on
    /// whatever thread; what was freed in it keeps its memory until then, or until a ``flush()``. Queues that other threads have
    /// taken over since are left alone. What is taken away is announced to ``Configuration/notifiers`` as by a ``purge(force:)``, so
    /// the tear-down waits for subscribers: none may wait for the worker.
    ///
    /// The state does not keep the allocator, and does nothing when that is gone. Removing it drains nobody, unless by
    /// `remove(calls: true)`, which drains every worker that is up; each goes on with an empty queue.
    ///
    /// - Complexity: of a tear-down: time in proportion to the processors, and to the blocks of the worker's queues, of which a few have
    ///   room at any time; a system call for each stretch of adjacent ones.
    /// - Blocks: while other operations of `hotplug` run. A tear-down waits for a flush under way and for subscribers.
    /// - Contexts: as `Hotplug.install`; not in a step.
    /// - Parameters:
    ///   - hotplug: the states of the workers that use the allocator.
    ///   - place: the order among the states of the section.
    ///   - limit: how long a tear-down may take before the worker counts as lost; nil: the group's limit.
    /// - Throws: `HotplugError.placeTaken`, or `HotplugError.noPlace` where the section is full.
    /// - Note: Source: seed 5 of this project; caches of a processor in the kernel are drained in the same way when it goes.
    @available(*, noasync, message: "it may block the thread; await installDrain(on:) suspends")
    public func installDrain(
        on hotplug: Hotplug,
        at place: Hotplug.Place = .dynamic,
        limit: Duration? = nil
    ) throws(HotplugError) -> Hotplug.Installation {
        try hotplug.install(
            "drain the queues of a BlockAllocator",
            in: .starting,
            at: place,
            calls: false,
            limit: limit,
            startup: nil,
            teardown: teardown
        )
    }

    /// Installs the state without blocking a thread of the pool.
    ///
    /// As the blocking form.
    public func installDrain(
        on hotplug: Hotplug,
        at place: Hotplug.Place = .dynamic,
        limit: Duration? = nil
    ) async throws(HotplugError) -> Hotplug.Installation {
        try await hotplug.install(
            "drain the queues of a BlockAllocator",
            in: .starting,
            at: place,
            calls: false,
            limit: limit,
            startup: nil,
            teardown: teardown
        )
    }

    private var teardown: @Sendable (Int) -> Void {
        { [weak self] _ in
            guard let self else { return }
            // Not closed meanwhile: a closed allocator counts the deaths of its blocks, which the drain does not tell it of.
            withExtendedLifetime(self) { core.drainQueues() }
        }
    }
}
