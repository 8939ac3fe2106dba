import BenchmarkKit
import ReadCopyUpdate
import Synchronization

/// 10,000 tasks that wait for a grace period at once, and others that go on meanwhile.
struct TaskBurstSampler: Sendable {
    static let waiters = 10_000

    /// As many as keep the pool busy without the waiters.
    private let others = Processor.usable.count
    /// What each waiting task does.
    let wait: @Sendable () async -> Void
    /// Grace periods so far, where they are counted.
    let gracePeriods: @Sendable () -> Int?

    /// One burst: its figures, and how long the others took from giving their thread up to having one again.
    ///
    /// A task that is kept waiting yields less often, and so would count least what was worst: a long wait also counts as those
    /// that would have begun in it, one a microsecond.
    func burst() async -> (TaskBurst, LatencyHistogram) {
        let isOver = SharedFlag()
        return await withTaskGroup(of: LatencyHistogram.self) { running in
            for _ in 0..<others {
                running.addTask { await Self.goOn(until: isOver) }
            }
            let before = gracePeriods()
            let began = Ticks.now
            await withDiscardingTaskGroup { waiting in
                for _ in 0..<Self.waiters { waiting.addTask { await wait() } }
            }
            let ticks = Ticks.now &- began
            let after = gracePeriods()
            isOver.raise()
            var latencies = LatencyHistogram()
            for await task in running { latencies.add(task) }
            let served = before.flatMap { before in after.map { $0 - before } }
            return (TaskBurst(gracePeriods: served, nanoseconds: Double(ticks) * Ticks.nanosecondsPerTick), latencies)
        }
    }

    /// Yields until the burst is over, and only then adds up what counts for several.
    private static func goOn(until isOver: SharedFlag) async -> LatencyHistogram {
        var waits: [UInt64] = []
        waits.reserveCapacity(1 << 16)
        repeat {
            let began = Ticks.now
            await Task.yield()
            waits.append(Ticks.now &- began)
        } while !isOver.isRaised
        let usualYield = Ticks.count(nanoseconds: 1000)
        var latencies = LatencyHistogram()
        for wait in waits { latencies.record(ticks: wait, expectedEvery: usualYield) }
        return latencies
    }
}
