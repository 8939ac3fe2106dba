internal import AsymmetricFences
internal import CMembarrier
internal import Glibc
internal import Synchronization

/// The writer's side of the one domain: grace periods, one at a time, shared by those who wait.
///
/// **Why one heavy fence and one scan suffice.** The reader, in ``SectionEntry``:
///
///     (a) e = epoch        (b) word = e, release       (c) light fence
///     (d) load the protected pointer, use what it points to
///     (f) word = 0, release
///
/// The writer:
///
///     (1) store the new pointer    (2) heavy fence    (3) target = ++epoch
///     (4) wait until each word, loaded with acquire, is 0 or at least target    (5) reclaim the old version
///
/// The heavy fence is a full barrier at one point of each running reader's program order.
///
/// - If that point lies before (d), then (d) comes after (1): the reader finds the new pointer, and it does not matter when its
///   word becomes visible.
/// - If it lies after (b), then (b) is visible to (4), and e was loaded before (3), so e < target, and (4) waits until the word is 0 or
///   a later section's epoch. Both were stored with release after the section's own loads, so (5) comes after them. (That (b)
///   is a release matters here: a plain store of a later section would not carry the earlier section's loads.)
/// - There is no third case: (c) keeps (b) before (d).
///
/// An epoch that was loaded early and stored late only makes some later grace period wait longer than it must. With 64 bits the epoch never
/// wraps, and stays clear of the two special words. A phase of one bit would need two scans for exactly that stale store.
///
/// A quiescent-state reader is the same reader in one long section; its report stores an epoch loaded with acquire, so a word that
/// reaches target has seen (3), and with it (1).
///
/// **Waking.** The same pattern once more: the writer sets the reader's `waiting`, heavy fence, looks at the word again, sleeps; the
/// reader clears its word, light fence, looks at `waiting`. Only the awaited reader wakes the writer.
///
/// **Sharing.** A caller is served by a grace period whose (2) comes after its own (1): that is `SharedRounds`' promise.
///
/// Each claim is checked in `Verification/Models`, on TSO and on weak memory, with mutants.
final class GracePeriods: Sendable {
    private static let instance = GracePeriods()
    private static let isMade = Atomic<Bool>(false)

    /// As with the heavy fence: no fork while the lazy initialiser runs.
    static var shared: GracePeriods {
        if !isMade.load(ordering: .relaxed) { make() }
        return instance
    }

    private static func make() {
        cmembarrier_hold_forks()
        _ = instance
        cmembarrier_set_fork_hooks(
            Int32(cmembarrier_fork_grace_periods),
            {},
            { GracePeriods.instance.resetAfterFork() }
        )
        isMade.store(true, ordering: .relaxed)
        cmembarrier_release_forks()
    }

    /// Turns of the wait loop before the writer sleeps for a reader.
    static let spins = 200

    let rounds = SharedRounds(spins: 200, completed: ReaderRegistry.completedGracePeriods)
    /// The thread that runs grace periods for tasks and tokens.
    let driver: GracePeriodDriver
    let record = GracePeriodRecord()
    /// The thread that runs the stall handler now; 0 while none does.
    let reportingThread = Atomic<Int32>(0)

    private init() {
        driver = GracePeriodDriver(rounds: rounds) { GracePeriods.shared.run() }
    }

    /// Returns after a grace period that began after the call.
    func synchronize() {
        Self.requireNoSection()
        rounds.join { run() }
    }

    /// The number of a grace period that has not begun yet.
    func arrive() -> UInt64 { rounds.arrive() }

    /// Returns when the grace period with this number has ended, running it if nobody else does.
    func wait(for number: UInt64) {
        rounds.join(number) { run() }
    }

    /// Runs one grace period, inside a round.
    func run() {
        let began = MonotonicTime.now
        record.begin(at: began)
        record.countHeavyFence()
        HeavyFence.shared.issue(narrowedTo: { ReaderRegistry.threads })
        let target = Epoch.current.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        // Made by the first reader that is slept for, and kept for those after it: reports are by the age of the grace period.
        var stall: StallWatch?
        ReaderRegistry.forEach { wait(for: $0, toReach: target, since: began, &stall) }
        record.end(began: began)
    }

    private func wait(
        for reader: ReaderRecord,
        toReach target: UInt64,
        since began: MonotonicTime,
        _ stall: inout StallWatch?
    ) {
        guard reader.holdsBack(target) else { return }
        var turn = 0
        while turn < Self.spins {
            cmembarrier_pause()
            guard reader.holdsBack(target) else { return }
            turn += 1
        }
        var watch = stall ?? StallWatch(began: began, limit: Settings.current.stallLimit)
        sleep(for: reader, toReach: target, &watch)
        stall = watch
    }

    /// Callers that sleep until another's grace period ends.
    var waitingCallers: Int { rounds.sleeperCount }

    private func resetAfterFork() {
        rounds.resetAfterFork()
        driver.resetAfterFork()
        record.resetAfterFork()
        reportingThread.store(0, ordering: .relaxed)
    }
}
