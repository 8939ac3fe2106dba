internal import AsymmetricFences
internal import Synchronization

/// One grace period of one instance, as a state machine: it looks, and says for how long to sleep, but never sleeps itself.
///
/// The reader, in `SleepableRCU.read`, possibly on several threads, one after another:
///
///     (a) p = phase        (b) locks[p] of its thread's slot += 1, release        (c) light fence
///     (d) load the protected pointer, use what it points to
///     (e) light fence      (f) unlocks[p] of its thread's slot += 1, release      (g) light fence, look at `waiting`
///
/// The writer:
///
///     (0) store the new pointer     (1) heavy fence
///     for each of both phases, until the sums have once been equal:
///         (2) sum of all unlocks, acquire     (3) sum of all locks     equal?
///     (4) reclaim the old version
///
/// **Why equal sums are enough.** The heavy fence is a full barrier at one point of the program order of each thread that
/// runs; of one that does not, at the switch that stopped it.
///
/// - A section whose (b) the sum (3) did not count has its thread's barrier before (b): were (b) before the barrier, (3) would
///   have seen it. So all that follows (b), (d) included, also on the threads to which the section was handed on, comes
///   after (0) and finds the new pointer. It need not be waited for. There is no third case: (c) keeps (b) before (d).
/// - An unlock that (2) counted has its lock counted by (3). (b) happens before (f), on one thread by program order, on two
///   because whatever resumed the task there was a release and an acquire; (f) is a release, and (2) an acquire that read
///   it or a later count of the same slot, which is a release of the same thread, of the next owner of its record, or of
///   a read-modify-write on the shared slot; so (b) happens before (3). Were locks summed first, a section that
///   opened and closed in between would be counted as the unlock of another, which is still open.
/// - So the counted locks include those of the counted unlocks, and if there are as many of one as of the other they are the
///   same sections: each that was counted has ended, and its last use, before (f), happens before (2), and so before (4).
///   The counts have 64 bits: they do not wrap, so equal sums are equal numbers.
///
/// **One heavy fence.** The argument asks of (1) only that it lie after (0) and before (2). So looking again costs no fence, and it may be
/// the sum of either phase, at different times. The kernel's SRCU needs a barrier between (2) and (3) because its unlock
/// is no release.
///
/// **Both phases**, because (a) may be long ago: a section that loaded the phase, was preempted for two flips and then added is in
/// neither phase by rights, and protected all the same.
///
/// **The flip** is not for safety. Without it new sections would keep the sums of their phase apart for ever; with it
/// all but those already past (a) begin in the other one. So the inactive phase is waited for first, the phase is
/// flipped if the other has not been found drained meanwhile, and then only sections that began before the flip are left.
/// It needs no ordering: a late reader of the old phase is counted, or finds the new pointer, like any other.
///
/// **Waking.** The writer says in `waiting` for which phase it sleeps, heavy fence, looks again, sleeps; the reader adds to `unlocks`, light
/// fence, looks at `waiting`. So one of them sees the other. Only sections of the awaited phase wake it.
///
/// **The threads that matter** are the registered ones: a thread without a record has no slot, registers first, and by its
/// own full fence is ordered like one whose barrier lies before (b). One that exited published its counts by the release with
/// which it took its name off the list. The shared slot is used by registered threads too.
struct SleepableGracePeriod {
    private static let shortestNap = Duration.microseconds(5)
    private static let longestNap = Duration.milliseconds(100)

    private let counters: SleepableCounters
    private let leader: SleepableWaiting
    private var pending: SleepableWaiting = [.phase0, .phase1]
    private var armed: SleepableWaiting = []
    private var hasFlipped = false
    private var start: ContinuousClock.Instant?

    /// Steps (0), which is the caller's, and (1). The caller leads a round of the instance, so there is one at a time.
    ///
    /// - Parameter leader: `.service` or nothing, for a thread of its own.
    init(_ counters: SleepableCounters, leader: SleepableWaiting) {
        self.counters = counters
        self.leader = leader
        HeavyFence.shared.issue(narrowedTo: { ReaderRegistry.threads })
    }

    /// Steps (2) and (3): whether the grace period is over. Costs a walk over the slots that exist.
    mutating func look() -> Bool {
        let open = counters.openSections()
        if open.0 == 0 { pending.remove(.phase0) }
        if open.1 == 0 { pending.remove(.phase1) }
        flipIfInactiveIsDrained()
        return pending.isEmpty
    }

    private mutating func flipIfInactiveIsDrained() {
        let phase = counters.phase.pointee.load(ordering: .relaxed)
        guard !hasFlipped, pending == SleepableWaiting(phase: phase) else { return }
        counters.phase.pointee.store(8 - phase, ordering: .relaxed)
        hasFlipped = true
    }

    /// Looks; nil if the grace period is over, otherwise how long to sleep before the next call, unless woken.
    ///
    /// The nap is an eighth of what was waited, for the reason given in ``GracePeriods``. A leader that was woken too early naps
    /// before it asks to be woken again: otherwise each of a thousand sections that end would cost it a heavy fence.
    mutating func advance() -> Duration? {
        if look() { return end() }
        if !armed.isEmpty, counters.waiting.pointee.load(ordering: .relaxed) == 0 {
            armed = []
            return nap()
        }
        while armed != awaited {
            armed = awaited
            counters.waiting.pointee.store(word, ordering: .sequentiallyConsistent)
            HeavyFence.shared.issue(narrowedTo: { ReaderRegistry.threads })
            // Once more: a section that ended before the fence did not see that it was waited for.
            if look() { return end() }
        }
        return nap()
    }

    /// What `waiting` holds while nobody has woken the leader.
    var word: UInt32 { armed.isEmpty ? 0 : armed.union(leader).rawValue }

    /// The phase that holds the grace period back: the inactive one as long as it does.
    private var awaited: SleepableWaiting {
        guard pending == [.phase0, .phase1] else { return pending }
        return SleepableWaiting(phase: 8 - counters.phase.pointee.load(ordering: .relaxed))
    }

    private mutating func nap() -> Duration {
        let start = self.start ?? .now
        self.start = start
        return min(max(start.duration(to: .now) / 8, Self.shortestNap), Self.longestNap)
    }

    private func end() -> Duration? {
        if !armed.isEmpty { counters.waiting.pointee.store(0, ordering: .sequentiallyConsistent) }
        return nil
    }
}
