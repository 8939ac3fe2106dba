extension RCU.GracePeriod {
    /// Blocks until the grace period has ended.
    ///
    /// Inside a read section it would wait for itself: it traps. Contexts: as `RCU.synchronize()`.
    @available(*, noasync, message: "it blocks the thread for a grace period; await wait() suspends")
    public func wait() {
        GracePeriods.requireNoSection()
        GracePeriods.shared.wait(for: number)
    }

    /// Blocks until the grace period has ended or `deadline` has passed; returns whether it has ended.
    ///
    /// Inside a read section it would wait for itself: it traps.
    @available(*, noasync, message: "it blocks the thread for a grace period; await wait(until:) suspends")
    public func wait(until deadline: ContinuousClock.Instant) -> Bool {
        GracePeriods.requireNoSection()
        return GracePeriods.shared.driver.wait(for: number, until: deadline)
    }

    /// Suspends until the grace period has ended, also when the task is cancelled meanwhile.
    ///
    /// Never blocks the thread. Inside a read section of this thread it traps.
    public func wait() async {
        GracePeriods.requireNoSectionOfTask()
        if isComplete { return }
        await GracePeriods.shared.driver.wait(for: number)
    }

    /// Suspends until the grace period has ended or `deadline` has passed on `clock`; returns whether it has ended.
    ///
    /// Cancellation of the task does not end the wait. Never blocks the thread.
    public func wait<C: Clock>(until deadline: C.Instant, clock: C) async -> Bool {
        GracePeriods.requireNoSectionOfTask()
        if isComplete { return true }
        return await GracePeriods.shared.driver.wait(for: number, until: deadline, clock: clock)
    }

    /// Suspends until the grace period has ended or `deadline` has passed; returns whether it has ended.
    ///
    /// Cancellation of the task does not end the wait. Never blocks the thread.
    public func wait(until deadline: ContinuousClock.Instant) async -> Bool {
        await wait(until: deadline, clock: ContinuousClock())
    }
}
