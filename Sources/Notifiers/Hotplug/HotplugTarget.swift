/// What has the workers' threads: starts them, ends them, and runs steps on them.
///
/// ``Hotplug`` calls one of these at a time, from whatever thread carries out the operation, and never while it is on the worker's own.
package protocol HotplugTarget: AnyObject, Sendable {
    /// Starts `worker`'s thread, and returns true when the thread has said that it is there and can run steps.
    ///
    /// False: it did not until `deadline`. Should the thread come alive later, it ends, and neither runs a step nor touches anything of the
    /// worker's: what the section prepare made is torn down after this returns. An error: the system refused; nothing is
    /// left, and it can be tried again.
    func start(_ worker: Int, until deadline: ContinuousClock.Instant) throws -> Bool

    /// Ends `worker`'s thread, which runs no step, and waits until it has ended; false if it did not until `deadline`.
    func stop(_ worker: Int, until deadline: ContinuousClock.Instant) -> Bool

    /// Runs `step` on `worker`'s own thread and returns true when it has returned; what it did happens before the return. False: it has not
    /// returned until `deadline`; it may be left to run.
    func perform(on worker: Int, until deadline: ContinuousClock.Instant, _ step: @escaping @Sendable () -> Void)
        -> Bool

    /// `worker` has timed out: it will not be asked again. Called once, where the time-out was noticed.
    func lost(_ worker: Int)

    /// Traps if the calling thread must not wait for the workers; called before every operation that blocks.
    func requireMayWait()
}

extension HotplugTarget {
    package func requireMayWait() {}
}
