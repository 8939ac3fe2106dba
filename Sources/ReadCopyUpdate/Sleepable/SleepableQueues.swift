/// What the writers of one instance have left for the service thread.
struct SleepableQueues {
    /// Whether the service thread comes by again without being asked to, by its generation.
    private(set) var attendedBy: UInt64 = 0
    /// A round that a task has begun, for the service thread to go on with.
    var begun: SleepableGracePeriod?
    private var waiters: [(round: UInt64, waiter: SleepableWaiter)] = []
    private var fresh: [Retired] = []
    private var freshBytes = 0
    private var batches: [SleepableBatch] = []
    /// The number of the batch that `fresh` becomes; numbers begin at 1.
    private var nextBatch: UInt64 = 1
    /// Batches that have a number and have not been run, ascending.
    private var unfinished: [UInt64] = []
    private var barriers: [(batch: UInt64, waiter: SleepableWaiter)] = []

    var waiterCount: Int { waiters.count }
    /// Entries that the service thread has not come by for.
    var freshCount: Int { fresh.count }

    /// The round that the longest waiting of them needs.
    var neededRound: UInt64? {
        [waiters.lazy.map(\.round).min(), batches.first?.round].compactMap { $0 }.min()
    }

    /// Makes the service of that generation come by; false if it does anyway.
    mutating func attend(_ generation: UInt64) -> Bool {
        defer { attendedBy = generation }
        return attendedBy != generation
    }

    mutating func leave() {
        attendedBy = 0
    }

    mutating func wait(_ waiter: SleepableWaiter, forRound round: UInt64) {
        waiters.append((round, waiter))
    }

    mutating func retire(_ retired: consuming Retired, bytes: Int) {
        fresh.append(retired)
        freshBytes += bytes
    }

    /// Closes the batch of what was retired so far; `round` serves all of it.
    mutating func closeBatch(round: UInt64) {
        guard !fresh.isEmpty else { return }
        var entries: [Retired] = []
        swap(&entries, &fresh)
        batches.append(SleepableBatch(number: nextBatch, round: round, entries: entries, bytes: freshBytes))
        unfinished.append(nextBatch)
        nextBatch += 1
        freshBytes = 0
    }

    /// Takes out those whose round `hasEnded`.
    mutating func takeServed(_ hasEnded: (UInt64) -> Bool) -> (waiters: [SleepableWaiter], batches: [SleepableBatch]) {
        // Rounds end while this runs: each is asked about once. The needed rounds of batches ascend.
        var served: [SleepableWaiter] = []
        waiters.removeAll { entry in
            guard hasEnded(entry.round) else { return false }
            served.append(entry.waiter)
            return true
        }
        let ended = batches.prefix { hasEnded($0.round) }.count
        let run = Array(batches.prefix(ended))
        batches.removeFirst(ended)
        return (served, run)
    }

    /// Makes `waiter` wait for all that was retired so far; false if all of it has been run.
    mutating func waitForBarrier(_ waiter: SleepableWaiter) -> Bool {
        let last = fresh.isEmpty ? nextBatch - 1 : nextBatch
        guard !fresh.isEmpty || !unfinished.isEmpty else { return false }
        barriers.append((last, waiter))
        return true
    }

    /// Notes that a batch has been run; returns whom that was the last for.
    mutating func finish(_ number: UInt64) -> [SleepableWaiter] {
        unfinished.removeAll { $0 == number }
        // A batch still without a number has a greater one than all barriers before it wait for, or its own.
        let oldest = unfinished.first ?? nextBatch
        let released = barriers.filter { $0.batch < oldest }.map(\.waiter)
        barriers.removeAll { $0.batch < oldest }
        return released
    }
}
