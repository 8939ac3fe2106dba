internal import AsymmetricFences
internal import CMembarrier
internal import Synchronization

/// The writers' side of one instance: its rounds, those who wait, and what was retired to it.
///
/// Lives as long as the instance, or until the last that was retired to it has been destroyed, if that is later.
///
/// A round is led by a blocking caller or by the service thread. Whoever leads owns the grace period; all the rest is under the
/// lock, under which nothing waits and no code of a client runs.
// Unchecked for `state`, which the lock protects, `gracePeriod`, which the service thread does, and `ownsCounters`.
final class SleepableWriters: @unchecked Sendable {
    /// Turns of the wait loop before a blocking writer sleeps.
    private static let spins = 40

    let counters: SleepableCounters
    let rounds = SharedRounds(spins: 40)
    private let lock = FutexLock()
    private var state = SleepableQueues()
    /// Set while there is something for the service thread to look at before the time it has set itself.
    let needsAttention = Atomic<Bool>(false)
    /// The service, by generation, that has this on its list; 0 while none has.
    let attendedBy = Atomic<UInt64>(0)
    private let shared = Atomic<UInt64>(0)
    private let backlogCount = Atomic<Int>(0)
    private let backlogBytes = Atomic<Int>(0)
    /// The round that the service thread leads. Only that thread touches it.
    var gracePeriod: SleepableGracePeriod?

    /// Set by the instance when it goes, before it lets go of this. Not from the start: of two that are made at once, one is not used.
    var ownsCounters = false

    init(_ counters: SleepableCounters) {
        self.counters = counters
    }

    deinit { if ownsCounters { counters.deallocate() } }

    func withQueues<Result>(_ body: (inout SleepableQueues) -> Result) -> Result {
        lock.withLock { body(&state) }
    }

    /// Waits for a grace period, and leads it if nobody else does. Blocks.
    func synchronize() {
        var hasLed = false
        rounds.join {
            hasLed = true
            lead()
        }
        // The service could not begin a round while this one ran. `join` ends with a full fence, and there is one between the
        // entry in `attendedBy` and the service's attempt: either that finds the round ended, or the entry is found here.
        if hasLed { alertServiceIfAttending() }
    }

    /// Ends a round that was led without `join`, elsewhere than on the service thread.
    func endRound() {
        rounds.end()
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        alertServiceIfAttending()
    }

    private func alertServiceIfAttending() {
        if attendedBy.load(ordering: .sequentiallyConsistent) != 0 { alertService() }
    }

    private func lead() {
        var gracePeriod = SleepableGracePeriod(counters, leader: [])
        for _ in 0..<Self.spins {
            if gracePeriod.look() { return }
            cmembarrier_pause()
        }
        while let nap = gracePeriod.advance() {
            // A section that has cleared the word already, or does so now, ends the sleep.
            Futex(counters.waiting).wait(
                whileEqualTo: gracePeriod.word,
                timeoutNanoseconds: nap.components.attoseconds / 1_000_000_000
            )
        }
    }

    /// Wakes the leader, if it waits for sections of `phase`.
    ///
    /// Whoever clears the word wakes, once. If the word changes meanwhile the leader has looked since, and it is looked at again.
    func wake(_ phase: Int) {
        while true {
            let word = counters.waiting.pointee.load(ordering: .sequentiallyConsistent)
            let waiting = SleepableWaiting(rawValue: word)
            guard waiting.contains(SleepableWaiting(phase: phase)) else { return }
            guard
                counters.waiting.pointee.compareExchange(
                    expected: word,
                    desired: 0,
                    ordering: .sequentiallyConsistent
                ).exchanged
            else { continue }
            if waiting.contains(.service) {
                alertService()
            } else {
                Futex(counters.waiting).wake(1)
            }
            return
        }
    }

    func countShared(_ count: Int) {
        shared.wrappingAdd(UInt64(count), ordering: .relaxed)
    }

    /// Adds to what is retired and not destroyed.
    func charge(_ tally: RCU.Tally) {
        backlogCount.wrappingAdd(tally.count, ordering: .relaxed)
        backlogBytes.wrappingAdd(tally.bytes, ordering: .relaxed)
    }

    var statistics: SleepableRCU.Statistics {
        .init(
            gracePeriods: rounds.roundCount,
            sharedGracePeriods: rounds.sharedCount + shared.load(ordering: .relaxed),
            backlog: RCU.Tally(
                count: backlogCount.load(ordering: .relaxed),
                bytes: backlogBytes.load(ordering: .relaxed)
            )
        )
    }

    func alertService() {
        needsAttention.store(true, ordering: .sequentiallyConsistent)
        SleepableService.shared.alert()
    }
}
