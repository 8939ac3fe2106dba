internal import AsymmetricFences
internal import CMembarrier
internal import Synchronization

/// The thread that destroys what was retired, and its passes over all threads' queues.
///
/// A pass notes how far each queue goes, waits for a grace period, and runs what lies below. So whatever it runs was retired before its
/// grace period began: a section that could still reach it is over. Passes are numbered as rounds are (see `SharedRounds`), with
/// the same argument: a pass that begins after a caller arrived covers all that the caller knew to be retired.
///
/// Started by the first retirement. Asleep while nothing is pending: ``RetirementQueue`` argues its wake-up.
final class Reclaimer: Sendable {
    private static let instance = Reclaimer()
    private static let isMade = Atomic<Bool>(false)

    /// As with the heavy fence: no fork while the lazy initialiser runs.
    static var shared: Reclaimer {
        if !isMade.load(ordering: .relaxed) { make() }
        return instance
    }

    private static func make() {
        cmembarrier_hold_forks()
        _ = instance
        cmembarrier_set_fork_hooks(Int32(cmembarrier_fork_reclaimer), {}, { Reclaimer.instance.resetAfterFork() })
        isMade.store(true, ordering: .relaxed)
        cmembarrier_release_forks()
    }

    /// The reclaimer if anything has used it: to look at it does not settle the configuration.
    static var existing: Reclaimer? { isMade.load(ordering: .relaxed) ? shared : nil }

    let backlog: Backlog
    let queues = RetirementQueues()
    /// 1 while the thread sleeps, or is about to.
    let idle = Futex()
    let begun = Atomic<UInt64>(0)
    let completed = Atomic<UInt64>(0)
    /// The latest pass that anyone asked for.
    let wanted = Atomic<UInt64>(0)
    let reclaimedCount = Atomic<Int>(0)
    let reclaimedBytes = Atomic<Int>(0)
    let completions = EventCount()
    let waiters = WaiterStack()
    let submissions = SubmissionStack()
    private let isStarted = Atomic<Bool>(false)
    let place: ReclamationPlace

    private init() {
        let configuration = Settings.current
        backlog = Backlog(limit: configuration.retirementLimit)
        place = ReclamationPlace(configuration.reclamation)
    }

    /// Whether the thread sleeps, or is about to.
    var isAsleep: Bool { idle.word.pointee.load(ordering: .sequentiallyConsistent) != 0 }

    /// A queue for the calling thread.
    func makeQueue() -> RetirementQueue {
        startIfNeeded()
        return queues.add(idle: idle.word)
    }

    /// Wakes the thread if it sleeps.
    func wake() {
        startIfNeeded()
        guard idle.word.pointee.load(ordering: .sequentiallyConsistent) != 0,
            idle.word.pointee.exchange(0, ordering: .sequentiallyConsistent) != 0
        else { return }
        idle.wake(1)
    }

    /// Adds what the queue's owner, the caller, has retired to the backlog. Returns whether that is above the high mark.
    func addUp(_ queue: RetirementQueue) -> Bool {
        backlog.charge(queue.report())
        let isHigh = backlog.isHigh
        // Above the mark each retirement is added up: a thread whose tasks suspend one after the other would use its share for each.
        let wanted = isHigh ? RCU.Tally(count: 1, bytes: 1) : backlog.share(of: queues.count)
        queue.setShare(backlog.exchange(queue.share, for: wanted))
        return isHigh
    }

    private func startIfNeeded() {
        guard !isStarted.load(ordering: .relaxed),
            isStarted.compareExchange(expected: false, desired: true, ordering: .relaxed).exchanged
        else { return }
        ServiceThread.start(name: "rcu-reclaimer") { self.work() }
    }

    private func work() {
        // A destructor that retires must not wait for itself.
        RCU.registerThread()
        while true {
            while hasWork { pass() }
            queues.forEach { $0.trim() }
            sleep()
        }
    }

    /// - Ordering: as the condition of a sleep: loads that a heavy fence, or a total order, puts after `idle`.
    private var hasWork: Bool {
        wanted.load(ordering: .sequentiallyConsistent) > completed.load(ordering: .relaxed)
            || !submissions.isEmpty || !waiters.isEmpty || queues.hasPending
    }

    private func sleep() {
        idle.word.pointee.store(1, ordering: .sequentiallyConsistent)
        // Every retirer is a registered reader.
        HeavyFence.shared.issue(narrowedTo: { ReaderRegistry.threads })
        if hasWork { idle.word.pointee.store(0, ordering: .sequentiallyConsistent) }
        while idle.word.pointee.load(ordering: .sequentiallyConsistent) != 0 { idle.wait(whileEqualTo: 1) }
    }

    /// In the child of a fork: its own retirements are kept, those of other threads are the parent's.
    private func resetAfterFork() {
        let own = RetirementQueue(at: ReaderRecord.current.queue.pointee)
        ReaderRegistry.forEach { if $0 != ReaderRecord.current { $0.queue.pointee = 0 } }
        queues.keepOnly(own)
        let kept = own?.keepOwners() ?? RCU.Tally()
        backlog.resetAfterFork(to: kept, share: own?.share ?? RCU.Tally())
        // What leaks counts as reclaimed.
        reclaimedCount.store(retired.count - kept.count, ordering: .relaxed)
        reclaimedBytes.store(retired.bytes &- kept.bytes, ordering: .relaxed)
        submissions.forgetAfterFork()
        // As one that sleeps: the next retirement starts it, and what its thread had retired before goes with it.
        idle.word.pointee.store(1, ordering: .relaxed)
        completions.resetAfterFork()
        waiters.forgetAfterFork()
        isStarted.store(false, ordering: .relaxed)
        place.stayHere()
    }
}
