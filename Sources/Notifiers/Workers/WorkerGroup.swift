internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

/// Threads that come and go while messages are sent to them.
///
///     let group = WorkerGroup()
///     try group.resize(to: 4)
///     try group.send(to: 2) { … }
///     let heard = group.broadcast { … }
///     try group.close()
///
/// Each worker has a number, a thread of its own, and a mailbox. It goes up and down through the states of ``hotplug``, in which others
/// install what they need for each worker, before it can be sent anything and until nothing more is sent. A message that was accepted
/// runs exactly once, or is reported undelivered, exactly once.
///
/// **In a message.** A worker runs its messages one after the other, inside the long read section of an RCU quiescent-state reporter,
/// which it reports after each: `RCU.read` costs next to nothing there, and a message that blocks holds back every
/// grace period, unless it does so in ``whileOffline(_:)``. A message may send and broadcast, and run functions on its own
/// worker. It may wait for another worker, by the blocking `run(on:_:)`, or for a grace period in ``whileOffline(_:)`` only; workers that
/// wait for each other trap. It may not bring workers of its group up or down, resize or close the group: that traps; a task or
/// another thread may. What it has captured goes there as well: an object whose last reference it has must not wait for a grace period
/// in its deinitialiser, as one does that owns a ``NotifierSubscription`` of an atomic chain, or a
/// ``Hotplug/Installation``: that traps.
///
/// **Signals.** The workers' threads leave the program's signals to the program's threads.
///
/// **Fork.** The child has none of the threads: do not use the parent's group there, nor drop it.
///
/// - Note: Sources: seed 5; the kernel's CPU hotplug and its cross-calls (`smp_call_function`).
public final class WorkerGroup: Sendable {
    let core: WorkerCore
    let follower: WorkerFollower
    let isClosed = Atomic<Bool>(false)
    /// The states that the workers go through, and where each worker is.
    ///
    /// Built in are a mailbox in the section prepare, "online" as the first state of the section online, and "active" as the last.
    /// Steps run on a worker's thread while it holds no grace period back, so they may wait for one. A step waits for the messages that
    /// are in front of it: its time limit includes them.
    public let hotplug: Hotplug

    /// Creates a group without a running worker. Traps if the capacity is not between 1 and 65,534.
    public init(_ configuration: Configuration = Configuration()) {
        core = WorkerCore(configuration)
        hotplug = Hotplug(workers: configuration.capacity, limits: configuration.limits, target: core)
        follower = WorkerFollower(core, hotplug)
        core.install(in: hotplug)
    }

    /// As `close()`, which blocks, if that was not called. On one of the group's own workers, in a step and inside a read section, where it would wait
    /// for itself, a thread of the library's own does it.
    ///
    /// Traps if a worker cannot be taken down in three attempts, because tear-downs throw: nobody else could be told.
    deinit {
        guard !isClosed.load(ordering: .acquiring) else { return }
        let (core, hotplug, follower) = (core, hotplug, follower)
        if WorkerThread.current != nil || RCU.isInReadSection || hotplug.isInStep || follower.isFollowing {
            ServiceThread.start(name: "workers-close") { Self.end(core, hotplug, follower) }
        } else {
            Self.end(core, hotplug, follower)
        }
    }

    /// Workers that can be sent messages.
    public var online: WorkerMask { core.online }

    /// Workers that should be given work; online, all of them. A worker that is about to leave is no longer active, but online for a while.
    public var active: WorkerMask { core.active }

    /// The number of the worker that the calling thread is, of whatever group; nil on other threads.
    public static var currentWorker: Int? { WorkerThread.current?.number }

    /// Runs `body`, which may block or wait for a grace period, while the calling worker holds no grace period back. On a thread that is not
    /// a worker it only runs `body`.
    ///
    /// What the message found in a read section before must not be used in it or after it. Traps inside `RCU.read`.
    @available(*, noasync, message: "a task may change threads at each await")
    public static func whileOffline<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let worker = WorkerThread.current else { return try body() }
        return try worker.whileOffline(body)
    }
}
