extension RCU {
    /// Waits until everything that was retired before this call, by any thread, has been destroyed.
    ///
    /// - Blocks: for a grace period and the destructors. Inside a read section, and inside the destructor of a retired value, it
    ///   would wait for itself: it traps.
    /// - Ordering: what the destructors did happens before the return.
    /// - Note: Source: the kernel's and liburcu's `rcu_barrier`.
    @available(*, noasync, message: "it blocks the thread; await RCU.barrier() suspends")
    public static func barrier() {
        GracePeriods.requireNoSection()
        Reclaimer.shared.barrier()
    }

    /// Suspends until everything that was retired before this call, by any thread, has been destroyed.
    ///
    /// Never blocks the thread; a task that is cancelled waits all the same. Otherwise as the blocking form.
    public static func barrier() async {
        GracePeriods.requireNoSectionOfTask()
        await Reclaimer.shared.barrier()
    }
}
