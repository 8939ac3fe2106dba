import BenchmarkKit
import ReadCopyUpdate

/// One run of one way to retire: threads that retire, one that looks at the backlog, and perhaps one that reads.
struct RetirementRun<Kind: Retirer & ~Copyable>: Sendable {
    private let plan: RetirePlan
    private let ledger: RetirementLedger
    private let startingLine: StartingLine
    private let retiringIsOver = SharedFlag()
    private let allIsOver = SharedFlag()

    private init(_ plan: RetirePlan) {
        self.plan = plan
        ledger = RetirementLedger(threads: plan.threads)
        startingLine = StartingLine(threads: plan.threads)
    }

    /// Runs, and counts the time until all is destroyed. Ends the process if anything is lost.
    static func measure(_ plan: RetirePlan) -> RetirementMeasurement {
        RetirementRun(plan).measure()
    }

    private func measure() -> RetirementMeasurement {
        let retiring = ledger.shards.map { shard in BenchmarkThread { retireLoop(shard) } }
        let holder = plan.holderMilliseconds == 0 ? nil : BenchmarkThread { holdLoop() }
        let start = startingLine.start()
        let sampler = BenchmarkThread { sampleLoop(from: start) }
        retiring.forEach { $0.join() }
        Kind.barrier()
        let elapsed = start.elapsedSeconds
        allIsOver.raise()
        holder?.join()
        let peak = sampler.join()
        let left = ledger.backlog
        guard left == 0 else {
            BenchmarkAbort.abort(
                "rcu-bench: retire: \(left) of \(ledger.retired) objects were not destroyed by the end of the barrier",
                status: .software
            )
        }
        return RetirementMeasurement(
            elapsedSeconds: elapsed,
            retired: ledger.retired,
            peakBacklog: peak,
            liveAtEnd: left
        )
    }

    @inline(never)
    private func retireLoop(_ shard: RetirementShard) {
        let retirer = Kind(objectBytes: plan.objectBytes)
        startingLine.wait()
        repeat {
            for _ in 0..<RetirePlan.retirementsPerBatch { retirer.retireOne(shard) }
            retirer.quiescentState()
        } while !retiringIsOver.isRaised
    }

    /// Section after section, asleep in each.
    private func holdLoop() {
        let retirer = Kind(objectBytes: plan.objectBytes)
        let seconds = Double(plan.holderMilliseconds) / 1000
        while !allIsOver.isRaised {
            Kind.hold { MonotonicTime.now.sleep(seconds: seconds) }
            retirer.quiescentState()
        }
    }

    /// Looks at the backlog each millisecond until all is destroyed, ends the retiring in time, and returns the peak.
    private func sampleLoop(from start: MonotonicTime) -> Int {
        var peak = 0
        while !allIsOver.isRaised {
            let now = MonotonicTime.now
            peak = max(peak, ledger.backlog)
            if start.elapsedSeconds >= plan.seconds || peak * plan.objectBytes >= plan.maximumBacklogBytes {
                retiringIsOver.raise()
            }
            now.sleep(seconds: 0.001)
        }
        return peak
    }
}
