extension RCU {
    /// Waits for a grace period: when it returns, every read section that was open at the call is closed.
    ///
    /// Concurrent callers share grace periods.
    ///
    /// - Blocks: for about a microsecond when no section is open, until the last of them closes otherwise.
    /// - Ordering: what the caller published before is seen by every section that it did not wait for, and all that the
    ///   awaited sections did happens before the return.
    /// - Contexts: any thread; not a signal handler. Inside a read section it would wait for itself: it traps.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public static func synchronize() {
        GracePeriods.shared.synchronize()
    }
}
