extension WorkerGroup {
    /// Brings up, or takes down, until the first `count` workers are online and active and the others are offline; workers that
    /// timed out do not count, and if too many have, fewer than `count` are.
    ///
    /// Of several that resize at once the last one's number is what comes out. Workers are visited in ascending order.
    ///
    /// - Blocks: for the states' start-ups and tear-downs. Traps in a message of the group, in a step, and inside a read section.
    /// - Parameter count: 0 to the capacity; traps otherwise.
    /// - Throws: the first failure; what was done before stays, and it can be tried again.
    @available(*, noasync, message: "it blocks the thread; await resize(to:) suspends")
    public func resize(to count: Int) throws(HotplugError) {
        try follower.crew.resize(to: count)
    }

    /// Brings up, or takes down, until the first `count` workers are online and active and the others are offline.
    ///
    /// As the blocking form; the task suspends, also when it is cancelled.
    public func resize(to count: Int) async throws(HotplugError) {
        try await follower.crew.resize(to: count)
    }

    /// Resizes the group now, and whenever the kernel's limits change.
    ///
    /// The kernel tells nobody of such a change, so a thread of the library's own looks once a period, and sleeps in between: a system call and
    /// some small files. Following again replaces what was followed before.
    ///
    /// - Blocks: as `resize(to:)`, which it calls once, before it returns.
    /// - Parameters:
    ///   - limits: which of them; of several the smallest counts. Without any limit it is the capacity.
    ///   - period: how long a change may go unnoticed; more than zero, or it traps.
    ///   - onFailure: hears what a later resizing threw, on the library's thread; it is tried again a period later.
    /// - Throws: what the first resizing threw; nothing is followed then.
    @available(*, noasync, message: "it blocks the thread; await follow suspends")
    public func follow(
        _ limits: Set<FollowedLimit>,
        every period: Duration = .seconds(1),
        onFailure: @escaping @Sendable (HotplugError) -> Void
    ) throws(HotplugError) {
        try Self.follow(follower, core.slots.count, limits, every: period, onFailure)
    }

    /// Resizes the group now, and whenever the kernel's limits change.
    ///
    /// As the blocking form; a thread of the library's own does it, and the task suspends, also when it is cancelled.
    public func follow(
        _ limits: Set<FollowedLimit>,
        every period: Duration = .seconds(1),
        onFailure: @escaping @Sendable (HotplugError) -> Void
    ) async throws(HotplugError) {
        let (follower, capacity) = (follower, core.slots.count)
        try await hotplug.onOwnThread { () throws(HotplugError) in
            try Self.follow(follower, capacity, limits, every: period, onFailure)
        }
    }

    private static func follow(
        _ follower: WorkerFollower,
        _ capacity: Int,
        _ limits: Set<FollowedLimit>,
        every period: Duration,
        _ onFailure: @escaping @Sendable (HotplugError) -> Void
    ) throws(HotplugError) {
        try follower.follow(every: period, onFailure: onFailure) {
            FollowedLimit.workers(for: limits, capacity: capacity)
        }
    }

    /// Follows no limit any more; the group keeps its size. When it returns nothing is being resized on the library's thread.
    @available(*, noasync, message: "it blocks the thread; await stopFollowing() suspends")
    public func stopFollowing() {
        core.requireMayWait()
        follower.stop()
    }

    /// Follows no limit any more; the group keeps its size.
    ///
    /// As the blocking form; the task suspends, also when it is cancelled.
    public func stopFollowing() async {
        // Nothing of it fails.
        try? await hotplug.onOwnThread { [follower] () throws(HotplugError) in follower.stop() }
    }
}
