internal import CMembarrier
package import Synchronization

/// Rounds of an expensive operation that concurrent callers share: one of them leads, all who wait for a round that
/// began after they arrived are served by it.
///
/// Both a heavy fence and a grace period are such rounds: what counts is that the *whole* of a round lies after the
/// caller's arrival. So a caller never joins the round that is under way; it needs the next one:
///
///     caller: (1) its own stores    (2) full fence   (3) needed = begun + 1    … until completed >= needed
///     leader: (4) begun += 1        (5) full fence   (6) the round             (7) completed = begun
///
/// If (3) reads a value older than (4)'s, then (1) is ordered before (6) by the two full fences, (2) and (5), and round
/// (4) serves this caller. If it reads (4)'s, the round may have begun before (1), and the caller needs the one after.
/// (7) is a release and the waiter's load an acquire, so what the round did happens before the caller goes on.
///
/// Waiters sleep on one of two event counts, by the parity of the round they need. While round k is under way callers
/// need k or k + 1, no other, so the end of round k wakes all of its own parity, and one of the other: the next leader.
/// That one is enough, because whoever takes the lock wakes another when it lets go. (The one woken may be a sleeper of round
/// k - 1 whose leader has let go of the lock but not woken its own yet; that leader's wakes are then still to come.)
// Unchecked for the pointer to the count alone, which never changes; what it points to is atomic.
package final class SharedRounds: @unchecked Sendable {
    private let begun = Atomic<UInt64>(0)
    private let completed: UnsafeMutablePointer<Atomic<UInt64>>
    private let ownsCompleted: Bool
    private let locked = Atomic<Bool>(false)
    private let evenWaiters = EventCount()
    private let oddWaiters = EventCount()
    private let served = Atomic<UInt64>(0)
    private let spins: Int

    /// - Parameters:
    ///   - spins: turns of the wait loop before a caller sleeps.
    ///   - completed: where the number of the last round that ended is kept, for readers who have no way to this object; it
    ///     holds 0, and outlives this object.
    package init(spins: Int, completed: UnsafeMutablePointer<Atomic<UInt64>>? = nil) {
        self.spins = spins
        self.completed = completed ?? .allocate(capacity: 1)
        ownsCompleted = completed == nil
        if ownsCompleted { self.completed.initialize(to: Atomic(0)) }
    }

    deinit { if ownsCompleted { completed.deallocate() } }

    /// Rounds that were run.
    package var roundCount: UInt64 { completed.pointee.load(ordering: .relaxed) }

    /// Callers that another's round served.
    package var sharedCount: UInt64 { served.load(ordering: .relaxed) }

    /// Callers that sleep until a round ends.
    package var sleeperCount: Int { evenWaiters.sleeperCount + oddWaiters.sleeperCount }

    /// Returns when a round that began after this call has ended. Blocks; runs `round` itself if nobody else will.
    ///
    /// Everything the caller did before is ordered before that round, and the round before all that it does next.
    package func join(_ round: () -> Void) {
        join(arrive(), round)
    }

    /// Steps (1) to (3): the number of a round that serves a caller that arrives now.
    package func arrive() -> UInt64 {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return begun.load(ordering: .sequentiallyConsistent) + 1
    }

    /// Whether that round, and so all that the caller waited for, has ended. One load, sequentially consistent, so that it may be
    /// the condition of an ``EventCount``.
    package func hasEnded(_ number: UInt64) -> Bool {
        completed.pointee.load(ordering: .sequentiallyConsistent) >= number
    }

    /// Returns when round `needed`, from an ``arrive()``, has ended.
    package func join(_ needed: UInt64, _ round: () -> Void) {
        var turn = 0
        while true {
            if hasEnded(needed) {
                served.wrappingAdd(1, ordering: .relaxed)
                break
            }
            if tryBegin(needed) {
                round()
                end()
                break
            } else if turn < spins {
                turn += 1
                cmembarrier_pause()
            } else {
                sleep(untilRound: needed)
            }
        }
        atomicMemoryFence(ordering: .sequentiallyConsistent)
    }

    /// Whether a leader has yet to end the round that it has begun. If not, a ``tryBegin(_:)`` that failed may have met a lock
    /// that was held for a moment: by somebody who saw only then that his round had ended, and who leads nothing.
    package var isUnderWay: Bool {
        // In this order: a round that is found begun first and not ended then ends later.
        let begun = self.begun.load(ordering: .sequentiallyConsistent)
        return completed.pointee.load(ordering: .sequentiallyConsistent) < begun
    }

    /// Makes the caller the leader of a round, unless `needed` has ended or another leads. The leader ends it by ``end()``, from any
    /// thread, and the round that it leads is then `needed` or a later one.
    package func tryBegin(_ needed: UInt64) -> Bool {
        guard tryLock() else { return false }
        guard !hasEnded(needed) else {
            unlock()
            return false
        }
        begun.store(begun.load(ordering: .relaxed) + 1, ordering: .sequentiallyConsistent)
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        return true
    }

    /// Ends the round that the caller leads, and wakes those whom it served, and the next leader.
    package func end() {
        completed.pointee.store(begun.load(ordering: .relaxed), ordering: .sequentiallyConsistent)
        unlock()
    }

    // Not private, for tests, as `unlock`.
    func tryLock() -> Bool {
        !locked.load(ordering: .relaxed)
            && locked.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }

    func unlock() {
        let ended = completed.pointee.load(ordering: .relaxed)
        locked.store(false, ordering: .sequentiallyConsistent)
        let endedIsOdd = ended & 1 == 1
        (endedIsOdd ? oddWaiters : evenWaiters).wake()
        (endedIsOdd ? evenWaiters : oddWaiters).wake(1)
    }

    private func sleep(untilRound needed: UInt64) {
        (needed & 1 == 1 ? oddWaiters : evenWaiters).sleep(unless: {
            completed.pointee.load(ordering: .sequentiallyConsistent) >= needed
                || !locked.load(ordering: .sequentiallyConsistent)
        })
    }

    /// In the child of a fork: the threads that led or waited do not exist there.
    package func resetAfterFork() {
        locked.store(false, ordering: .relaxed)
        evenWaiters.resetAfterFork()
        oddWaiters.resetAfterFork()
    }
}
