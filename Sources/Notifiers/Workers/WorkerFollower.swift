internal import AsymmetricFences
internal import Glibc
internal import Synchronization

/// Resizes a group as a number changes that only looking tells.
final class WorkerFollower: Sendable {
    /// One following, with a thread of its own.
    private final class Following: Sendable {
        let isStopped = Atomic<Bool>(false)
        let stop = EventCount()
        let ended = WorkerCompletion()
    }

    let crew: WorkerCrew
    private let core: WorkerCore
    private let lock = FutexLock()
    /// The thread that follows; 0 if none does. A thread finds its own identity only where it stored it.
    private let busyThread = Atomic<UInt>(0)
    /// Under the lock, which its thread never takes.
    nonisolated(unsafe) private var following: Following?

    init(_ core: WorkerCore, _ hotplug: Hotplug) {
        self.core = core
        crew = WorkerCrew(hotplug)
    }

    func follow(
        every period: Duration,
        onFailure: @escaping @Sendable (HotplugError) -> Void,
        _ count: @escaping @Sendable () -> Int
    ) throws(HotplugError) {
        require(period > .zero, "the period is \(period); expected more than zero")
        requireMayStop()
        core.requireMayWait()
        try lock.withLock { () throws(HotplugError) in
            stopLocked()
            let first = count()
            try crew.resize(to: first)
            let following = Following()
            self.following = following
            ServiceThread.start(name: "workers-follow") {
                self.follow(following, every: period, from: first, onFailure, count)
            }
        }
    }

    /// When it returns the thread resizes no more.
    func stop() {
        requireMayStop()
        lock.withLock { stopLocked() }
    }

    /// Whether the calling thread is the one that follows.
    var isFollowing: Bool { busyThread.load(ordering: .relaxed) == UInt(pthread_self()) }

    private func requireMayStop() {
        require(
            !isFollowing,
            "the thread that follows the limits was told to stop by itself, which it would wait for; expected another thread, or a task"
        )
        // It may wait for its turn, which comes when the step has ended; and who makes it begin holds the lock meanwhile.
        require(
            !crew.hotplug.isInStep,
            """
            a step of a state told the group to follow other limits or none, which waits for the thread that follows them, and so for \
            the step; expected a call from outside
            """
        )
    }

    private func stopLocked() {
        guard let following else { return }
        self.following = nil
        following.isStopped.store(true, ordering: .sequentiallyConsistent)
        following.stop.wake()
        following.ended.wait()
    }

    private func follow(
        _ following: Following,
        every period: Duration,
        from first: Int,
        _ onFailure: @Sendable (HotplugError) -> Void,
        _ count: @Sendable () -> Int
    ) {
        busyThread.store(UInt(pthread_self()), ordering: .relaxed)
        // Only changes are followed: in between somebody may resize the group by hand.
        var last = first
        while !following.stop.block(
            until: .now + period,
            for: { following.isStopped.load(ordering: .sequentiallyConsistent) }
        ) {
            let now = count()
            guard now != last else { continue }
            do throws(HotplugError) {
                try crew.resize(to: now)
                last = now
            } catch {
                onFailure(error)
            }
        }
        // Before whoever waits for the end starts another.
        busyThread.store(0, ordering: .relaxed)
        following.ended.complete()
    }
}
