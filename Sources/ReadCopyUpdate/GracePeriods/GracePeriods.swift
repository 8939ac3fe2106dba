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
/// **Sharing.** A caller is served by a grace period whose (2) comes after its own (1): that is ``SharedRounds``' promise.
///
/// Each claim is checked in `Verification/Models`, on TSO and on weak memory, with mutants.
final class GracePeriods: Sendable {
    private static let instance = GracePeriods()
    private static let hasForkHooks = Atomic<Bool>(false)

    /// As with the heavy fence: the fork handlers are in place before the lazy initialiser runs.
    static var shared: GracePeriods {
        if !hasForkHooks.load(ordering: .relaxed) {
            cmembarrier_set_fork_hooks(
                Int32(cmembarrier_fork_grace_periods),
                { _ = GracePeriods.instance },
                { GracePeriods.instance.rounds.resetAfterFork() }
            )
            hasForkHooks.store(true, ordering: .relaxed)
        }
        return instance
    }

    /// Turns of the wait loop before the writer sleeps for a reader.
    private static let spins = 200

    private let rounds = SharedRounds(spins: 200, completed: ReaderRegistry.completedGracePeriods)
    private let heavyFences = Atomic<UInt64>(0)
    private let readersSleptFor = Atomic<UInt64>(0)

    private init() {}

    /// Returns after a grace period that began after the call.
    func synchronize() {
        Self.requireNoSection()
        rounds.join(run)
    }

    /// Traps if a wait of the calling thread would be for itself.
    static func requireNoSection() {
        require(
            !RCU.isInReadSection,
            """
            waiting for a grace period inside a read section would wait for itself for ever \
            (a thread whose quiescent-state reporter is online is in one: use whileOffline)
            """
        )
    }

    private func run() {
        heavyFences.wrappingAdd(1, ordering: .relaxed)
        HeavyFence.shared.issue(narrowedTo: { ReaderRegistry.threads })
        let target = Epoch.current.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue
        ReaderRegistry.forEach { wait(for: $0, toReach: target) }
    }

    private func wait(for record: ReaderRecord, toReach target: UInt64) {
        guard record.holdsBack(target) else { return }
        var turn = 0
        while turn < Self.spins {
            cmembarrier_pause()
            guard record.holdsBack(target) else { return }
            turn += 1
        }
        sleep(for: record, toReach: target)
    }

    /// Sleeps until the reader wakes the writer, or for an eighth of what it has waited, and looks again.
    ///
    /// The limit is not for correctness: a writer that runs now and then makes the scheduler rotate the readers it waits for. With six
    /// readers on two processors it completes twice as many writes as one that only waits to be woken, and its slowest ones
    /// are a hundredth as slow. It also finds a reader that ended in its section without its exit callback.
    private func sleep(for record: ReaderRecord, toReach target: UInt64) {
        let futex = Futex(record.waiting)
        let start = ContinuousClock.now
        var nextCensus = Duration.milliseconds(100)
        readersSleptFor.wrappingAdd(1, ordering: .relaxed)
        while record.holdsBack(target) {
            if record.waiting.pointee.load(ordering: .relaxed) == 0 {
                record.waiting.pointee.store(1, ordering: .sequentiallyConsistent)
                heavyFences.wrappingAdd(1, ordering: .relaxed)
                HeavyFence.shared.issue(narrowedTo: { record.owner })
                // Look once more: a reader that left before the fence did not see that it was waited for.
                continue
            }
            let waited = start.duration(to: .now)
            if waited >= nextCensus {
                nextCensus = waited * 2
                if record.ownerIsDead { ReaderRegistry.releaseRecordsOfTheDead() }
            }
            let nap = min(max(waited / 8, .microseconds(5)), .milliseconds(100))
            futex.wait(whileEqualTo: 1, timeoutNanoseconds: nap.components.attoseconds / 1_000_000_000)
        }
        record.waiting.pointee.store(0, ordering: .sequentiallyConsistent)
    }

    /// Callers that sleep until another's grace period ends.
    var waitingCallers: Int { rounds.sleeperCount }

    var statistics: RCU.Statistics {
        .init(
            gracePeriods: rounds.roundCount,
            sharedGracePeriods: rounds.sharedCount,
            heavyFences: heavyFences.load(ordering: .relaxed),
            readersSleptFor: readersSleptFor.load(ordering: .relaxed),
            registeredReaders: ReaderRegistry.claims.pointee.load(ordering: .relaxed),
            readerRecords: UInt64(ReaderRegistry.capacity)
        )
    }
}

extension ReaderRecord {
    /// The thread that a signal must reach; none if the owner has left, or is about to issue its own fence on arrival.
    fileprivate var owner: [Int32] {
        let thread = thread.pointee.load(ordering: .acquiring)
        return thread == 0 ? [] : [thread]
    }

    /// Whether the reader is in a section that a grace period with this target must wait for.
    func holdsBack(_ target: UInt64) -> Bool {
        let word = word.pointee.load(ordering: .acquiring)
        return word != 0 && word < target
    }
}
