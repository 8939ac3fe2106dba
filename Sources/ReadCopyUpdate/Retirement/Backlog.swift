internal import AsymmetricFences
internal import Synchronization

/// What was retired and not reclaimed yet, in count and bytes, and those who wait for it to shrink.
///
/// The sum of what threads have added up, less what was reclaimed: it lags behind by at most each thread's ``share(of:)``, and the
/// high mark lies below the limit by as much as all shares together.
final class Backlog: Sendable {
    let limit: RCU.RetirementLimit
    private let count = Atomic<Int>(0)
    private let bytes = Atomic<Int>(0)
    /// The sums of all threads' shares.
    private let sharedCount = Atomic<Int>(0)
    private let sharedBytes = Atomic<Int>(0)
    private let peakCount = Atomic<Int>(0)
    private let peakBytes = Atomic<Int>(0)
    private let waits = Atomic<UInt64>(0)
    private let sleepers = EventCount()
    private let waiters = WaiterStack()

    init(limit: RCU.RetirementLimit) {
        self.limit = limit
    }

    /// What one of `retirers` threads would have if all had the same.
    func share(of retirers: Int) -> RCU.Tally {
        RCU.Tally(
            count: min(64, max(1, limit.count / 4 / max(1, retirers))),
            bytes: min(1 << 20, max(1, limit.bytes / 4 / max(1, retirers)))
        )
    }

    /// Takes back a thread's share and gives it another, of what is left of a quarter of the limit; at least 1, with which it adds up
    /// each time. Those who came when there were few have more than they would get now, until they next add up.
    func exchange(_ share: RCU.Tally, for wanted: RCU.Tally) -> RCU.Tally {
        RCU.Tally(
            count: exchange(share.count, for: wanted.count, in: sharedCount, outOf: limit.count / 4),
            bytes: exchange(share.bytes, for: wanted.bytes, in: sharedBytes, outOf: limit.bytes / 4)
        )
    }

    private func exchange(_ old: Int, for wanted: Int, in sum: borrowing Atomic<Int>, outOf whole: Int) -> Int {
        guard old != wanted else { return old }
        let excess = sum.wrappingAdd(wanted - old, ordering: .relaxed).newValue - whole
        guard excess > 0 else { return wanted }
        let surplus = min(excess, wanted - 1)
        sum.wrappingSubtract(surplus, ordering: .relaxed)
        return wanted - surplus
    }

    /// Above three quarters of the limit: retirers wait, and grace periods are hurried.
    var isHigh: Bool { exceeds(3, 4) }

    /// Down to an eighth of the limit: they go on. Not soon: while retirers allocate and the reclaimer frees, each holds up the other
    /// in the allocator, and with half of the limit instead of an eighth a flood is a tenth slower.
    private var isLow: Bool { !exceeds(1, 8) }

    private func exceeds(_ part: Int, _ whole: Int) -> Bool {
        // Sequentially consistent: the condition of an EventCount.
        count.load(ordering: .sequentiallyConsistent) > limit.count - limit.count / whole * (whole - part)
            || bytes.load(ordering: .sequentiallyConsistent) > limit.bytes - limit.bytes / whole * (whole - part)
    }

    func charge(_ tally: RCU.Tally) {
        let count = count.wrappingAdd(tally.count, ordering: .sequentiallyConsistent).newValue
        let bytes = bytes.wrappingAdd(tally.bytes, ordering: .sequentiallyConsistent).newValue
        notePeak(RCU.Tally(count: count, bytes: bytes))
    }

    func discharge(_ tally: RCU.Tally) {
        count.wrappingSubtract(tally.count, ordering: .sequentiallyConsistent)
        bytes.wrappingSubtract(tally.bytes, ordering: .sequentiallyConsistent)
        if isLow { wakeAll() }
    }

    func notePeak(_ backlog: RCU.Tally) {
        if backlog.count > peakCount.load(ordering: .relaxed) { peakCount.max(backlog.count, ordering: .relaxed) }
        if backlog.bytes > peakBytes.load(ordering: .relaxed) { peakBytes.max(backlog.bytes, ordering: .relaxed) }
    }

    private func wakeAll() {
        sleepers.wake()
        if !waiters.isEmpty { waiters.takeAll { $0.resume(returning: true) } }
    }

    /// Blocks until the backlog is low.
    func wait() {
        waits.wrappingAdd(1, ordering: .relaxed)
        while !isLow { sleepers.sleep(unless: { isLow }) }
    }

    /// Suspends until the backlog is low; also when the task is cancelled, since what it goes on to do is retire more.
    func wait() async {
        waits.wrappingAdd(1, ordering: .relaxed)
        while !isLow {
            _ = await withUnsafeContinuation { continuation in
                waiters.push(Waiter(0, continuation))
                // Whoever made it low before the push did not see the waiter.
                if isLow { wakeAll() }
            }
        }
    }

    func fill(_ statistics: inout RCU.Statistics) {
        statistics.peakBacklog.count = peakCount.load(ordering: .relaxed)
        statistics.peakBacklog.bytes = peakBytes.load(ordering: .relaxed)
        statistics.retirerWaits = waits.load(ordering: .relaxed)
    }

    /// In the child of a fork, which has so much of its own left.
    func resetAfterFork(to backlog: RCU.Tally, share: RCU.Tally) {
        count.store(backlog.count, ordering: .relaxed)
        bytes.store(backlog.bytes, ordering: .relaxed)
        sharedCount.store(share.count, ordering: .relaxed)
        sharedBytes.store(share.bytes, ordering: .relaxed)
        sleepers.resetAfterFork()
        waiters.forgetAfterFork()
    }
}
