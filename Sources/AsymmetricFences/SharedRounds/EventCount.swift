internal import Synchronization

/// Lets threads sleep until a condition that others change holds, at the price of one load for those who change it
/// while nobody sleeps.
///
///     sleeper: (1) sleepers += 1   (2) read word   (3) condition? then go    (4) sleep while word is as read
///     changer: (5) condition = true   (6) sleepers == 0? then done   (7) word += 1   (8) wake
///
/// (1) and (3), (5) and (6) are sequentially consistent, so either (3) sees the condition or (6) sees the sleeper; then
/// (7) lies after (2), and (4) does not sleep, or before it, and so before (3), which sees the condition.
package final class EventCount: Sendable {
    private let futex = Futex()
    private let sleepers = Atomic<Int>(0)

    package init() {}

    deinit { futex.deallocate() }

    /// Threads that sleep, or are about to.
    package var sleeperCount: Int { sleepers.load(ordering: .relaxed) }

    /// Sleeps unless `isSatisfied`, whose loads must be sequentially consistent; may return early, so callers loop.
    package func sleep(unless isSatisfied: () -> Bool, timeoutNanoseconds: Int64 = -1) {
        sleepers.wrappingAdd(1, ordering: .sequentiallyConsistent)
        let seen = futex.word.pointee.load(ordering: .sequentiallyConsistent)
        if !isSatisfied() { futex.wait(whileEqualTo: seen, timeoutNanoseconds: timeoutNanoseconds) }
        sleepers.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Wakes up to `count` sleepers; the condition has been changed by a sequentially consistent store.
    package func wake(_ count: Int32 = .max) {
        guard sleepers.load(ordering: .sequentiallyConsistent) > 0 else { return }
        futex.word.pointee.wrappingAdd(1, ordering: .sequentiallyConsistent)
        futex.wake(count)
    }

    /// In the child of a fork, where the sleepers do not exist.
    package func resetAfterFork() {
        sleepers.store(0, ordering: .relaxed)
    }
}
