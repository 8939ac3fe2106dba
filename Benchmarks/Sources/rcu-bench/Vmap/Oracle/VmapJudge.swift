import BenchmarkKit

/// Turns a run's counters into a verdict.
struct VmapJudge: Sendable {
    let scenario: VmapScenario
    let policy: VmapPolicy
    let plan: VmapPlan
    /// Processors that the threads are spread over.
    var processors = Processor.usable.count

    func judge(_ measurement: VmapMeasurement) -> (expected: String, verdict: VmapVerdict) {
        guard let counters = measurement.counters else { return ("counters of the allocator", .fail) }
        if let growth = measurement.growth { return judge(growth, counters) }
        let oracle = VmapOracle(scenario, policy, blockPages: plan.blockPages)
        guard plan.isDeterministic, let oracle else { return judgeWithoutOracle(counters) }
        return (oracle.text, oracle.accepts(counters) ? .pass : .fail)
    }

    /// Address space is bounded if a long run's peak is that of its beginning, or nearly: which sizes meet is chance.
    private func judge(_ growth: MixedGrowth, _ counters: BlockCounters) -> (String, VmapVerdict) {
        let limit = 2 * growth.earlyPeakBytes
        let expected = "at most \(limit >> 20) MiB of addresses, twice the peak of the first tenth"
        guard policy == .tail else { return ("unbounded: insertion at the head", .unchecked) }
        let isBounded = growth.peakBytes <= limit && counters.longestScan <= VmapOracle.longestTailScan
        return (expected, isBounded ? .pass : .fail)
    }

    /// One rule holds in any run in which each queue has one allocating thread.
    private func judgeWithoutOracle(_ counters: BlockCounters) -> (String, VmapVerdict) {
        let reason =
            if plan.producerConsumer {
                "no figure: another thread frees"
            } else if plan.threads > 1 {
                "no figure: threads share the allocator"
            } else {
                "no figure for \(policy.rawValue) and \(plan.blockPages) pages"
            }
        guard policy == .tail, plan.threads <= processors else { return (reason, .unchecked) }
        let expected = "\(reason); longest scan at most \(VmapOracle.longestTailScan)"
        return (expected, counters.longestScan <= VmapOracle.longestTailScan ? .unchecked : .fail)
    }
}
