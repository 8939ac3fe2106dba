extension RCU {
    /// Waits for a grace period: when it returns, every read section that was open at the call is closed.
    ///
    /// Concurrent callers share grace periods.
    ///
    /// - Blocks: for about a microsecond when no section is open, until the last of them closes otherwise.
    /// - Ordering: what the caller published before is seen by every section that it did not wait for, and all that the
    ///   awaited sections did happens before the return.
    /// - Contexts: any thread; not a signal handler. Inside a read section it would wait for itself: it traps.
    @available(*, noasync, message: "it blocks the thread for a grace period; await RCU.synchronize() suspends")
    public static func synchronize() {
        GracePeriods.shared.synchronize()
    }

    /// Waits for a grace period, for `deadline` at the longest; returns whether the grace period has ended.
    ///
    /// Whatever it returns, the grace period goes on. Traps inside a read section.
    @available(*, noasync, message: "it blocks the thread for a grace period; await synchronize(until:) suspends")
    public static func synchronize(until deadline: ContinuousClock.Instant) -> Bool {
        GracePeriod.start().wait(until: deadline)
    }

    /// Waits for a grace period without blocking a thread: when it returns, every read section that was open at the call
    /// is closed.
    ///
    /// The task suspends, and a thread of the library's own runs the grace period, one for all that wait. A task that is
    /// cancelled waits all the same: what it is about to free is in use.
    ///
    /// - Ordering: as the blocking form.
    /// - Contexts: any task. Called from inside a read section it traps; a thread whose quiescent-state reporter is online may run
    ///   such a task, since the task suspends and the thread goes on to report.
    public static func synchronize() async {
        GracePeriods.requireNoSectionOfTask()
        await GracePeriods.shared.driver.wait(for: GracePeriods.shared.arrive())
    }

    /// Waits for a grace period without blocking a thread, for `deadline` on `clock` at the longest; returns whether the grace
    /// period has ended.
    ///
    /// Whatever it returns, the grace period goes on. Cancellation of the task does not end the wait.
    public static func synchronize<C: Clock>(until deadline: C.Instant, clock: C) async -> Bool {
        await GracePeriod.start().wait(until: deadline, clock: clock)
    }

    /// Waits for a grace period without blocking a thread, for `deadline` at the longest; returns whether the grace period has ended.
    ///
    /// Whatever it returns, the grace period goes on. Cancellation of the task does not end the wait.
    public static func synchronize(until deadline: ContinuousClock.Instant) async -> Bool {
        await GracePeriod.start().wait(until: deadline)
    }
}
