internal import AsymmetricFences
internal import Glibc
internal import ReadCopyUpdate
internal import Synchronization

/// Brings workers up and takes them down through an order of states, each with a step for either way. Each ``WorkerGroup`` has one.
///
/// A worker goes up through the states in ascending order, by their start-ups, and down in descending order, by their tear-downs. When
/// one fails, those done before are undone in reverse, and the worker is where it was; when undoing fails as well, the worker stays
/// there, and both failures are reported. One operation runs at a time: threads wait in the order of their arrival, and so do tasks, of which
/// one at a time lines up with the threads.
///
/// The steps of the section ``Section/prepare`` run on the thread that carries out the operation, the others on the worker's own.
/// Operations must not be called from a step, nor from a message of the group, whose end they would wait for, nor, in the blocking form, inside a
/// read section of `RCU`: that traps. ``state(of:)``, ``states`` and
/// ``statistics`` wait for no operation.
///
/// - Note: Source: the state machine of the kernel's CPU hotplug.
public final class Hotplug: Sendable {
    /// How many workers there can be: 0 and up to this, exclusive.
    public let workers: Int
    /// How long a worker may take to answer.
    public let limits: Limits
    let target: any HotplugTarget
    /// One operation at a time; its holder may block for as long as the steps do.
    let operations = WriterLock()
    /// Where the suspending forms carry out their operations.
    let executor = ServiceExecutor(name: "hotplug")
    let table: HotplugTable
    let ledger: HotplugLedger
    /// The thread that is in a step; 0 if none is. One step runs at a time, but for those that have timed out.
    let stepper = Atomic<UInt>(0)

    /// Creates a state machine with the built-in states only, and every worker offline. It keeps `target` alive.
    package init(workers: Int, limits: Limits = Limits(), target: any HotplugTarget) {
        require(workers > 0, "a state machine for \(workers) workers; expected 1 or more")
        Self.requireLimit(limits.bringUp)
        Self.requireLimit(limits.step)
        self.workers = workers
        self.limits = limits
        self.target = target
        table = HotplugTable(workers: workers)
        ledger = HotplugLedger(workers: workers)
        ledger.describe(table)
    }

    /// Brings `worker` up to `state`; does nothing if it is there or above.
    ///
    /// Blocks while other operations run, and for the start-ups.
    ///
    /// - Parameters:
    ///   - worker: 0 to ``workers``, exclusive.
    ///   - state: an installed or built-in state at which a worker can stop; nil: the injected target, or else ``State/online``.
    /// - Throws: ``HotplugError/failed(_:_:)`` when a start-up fails; it can be tried again, unless the worker timed out:
    ///   ``HotplugError/lost(worker:)``. ``HotplugError/noSuchWorker(_:workers:)``, ``HotplugError/cannotStop(_:)`` and
    ///   ``HotplugError/notInstalled(_:)`` before anything is done.
    @available(*, noasync, message: "it blocks the thread until the worker is up; await bringUp(_:to:) suspends")
    public func bringUp(_ worker: Int, to state: State? = nil) throws(HotplugError) {
        try operate { () throws(HotplugError) in try self.raise(worker, to: state) }
    }

    /// Brings `worker` up to `state` without blocking a thread of the pool; a thread of the library's own carries it out.
    ///
    /// As the blocking form; cancellation of the task does not end it. Traps if the system has no thread for it.
    public func bringUp(_ worker: Int, to state: State? = nil) async throws(HotplugError) {
        try await operate { () throws(HotplugError) in try self.raise(worker, to: state) }
    }

    /// Takes `worker` down to `state`; does nothing if it is there or below.
    ///
    /// Blocks while other operations run, and for the tear-downs.
    ///
    /// - Parameters:
    ///   - worker: 0 to ``workers``, exclusive.
    ///   - state: an installed or built-in state at which a worker can stop.
    /// - Throws: ``HotplugError/failed(_:_:)`` when a tear-down fails; the others as `bringUp(_:to:)`.
    @available(*, noasync, message: "it blocks the thread until the worker is down; await takeDown(_:to:) suspends")
    public func takeDown(_ worker: Int, to state: State = .offline) throws(HotplugError) {
        try operate { () throws(HotplugError) in try self.lower(worker, to: state) }
    }

    /// Takes `worker` down to `state` without blocking a thread of the pool; a thread of the library's own carries it out.
    ///
    /// As the blocking form; cancellation of the task does not end it. Traps if the system has no thread for it.
    public func takeDown(_ worker: Int, to state: State = .offline) async throws(HotplugError) {
        try await operate { () throws(HotplugError) in try self.lower(worker, to: state) }
    }
}
