import BenchmarkKit
import LibURCU
import ReadCopyUpdate

extension GracePeriodOperation {
    /// Runs one block. Each case calls a concrete sampler, so that its loop is specialised.
    func sample(_ implementation: ImplementationName, _ block: SampleBlock, into samples: inout GracePeriodSamples) {
        switch implementation {
        case .rcu: sampleRCU(block, into: &samples)
        case .liburcuMemb: sample(Memb.self, block, into: &samples)
        case .liburcuMB: sample(MB.self, block, into: &samples)
        case .liburcuBP: sample(BP.self, block, into: &samples)
        case .liburcuQSBR: sample(QSBR.self, block, into: &samples)
        }
    }

    @inline(__always)
    private func sample<Flavor: LibURCUFlavor>(
        _: Flavor.Type,
        _ block: SampleBlock,
        into samples: inout GracePeriodSamples
    ) {
        switch self {
        case .synchronize: FlavorSampler<Flavor>.synchronize(block, into: &samples.latencies)
        case .retire: FlavorSampler<Flavor>.callRCU(block, into: &samples.latencies)
        case .barrier: FlavorSampler<Flavor>.barrier(block, into: &samples.latencies)
        case .synchronize10000Tasks:
            // Nothing to await: the tasks block the pool's threads.
            Self.burst(TaskBurstSampler(wait: { Flavor.synchronize() }, gracePeriods: { nil }), into: &samples)
        case .synchronizeAsync, .token, .tokenAsync, .tokenIsComplete, .barrierAsync: break
        }
    }

    private func sampleRCU(_ block: SampleBlock, into samples: inout GracePeriodSamples) {
        switch self {
        case .synchronize: FlavorSampler<RCU>.synchronize(block, into: &samples.latencies)
        case .synchronizeAsync: Self.run(TokenSampler.synchronizeAsync, block, into: &samples.latencies)
        case .token: TokenSampler.wait(block, into: &samples.latencies)
        case .tokenAsync: Self.run(TokenSampler.waitAsync, block, into: &samples.latencies)
        case .tokenIsComplete: TokenSampler.isComplete(block, into: &samples.latencies)
        case .retire: RetirementSampler.retire(block, into: &samples.latencies)
        case .barrier: RetirementSampler.barrier(block, into: &samples.latencies)
        case .barrierAsync: Self.run(RetirementSampler.barrierAsync, block, into: &samples.latencies)
        case .synchronize10000Tasks:
            let sampler = TaskBurstSampler(
                wait: { await RCU.synchronize() },
                gracePeriods: { Int(RCU.statistics.gracePeriods) }
            )
            Self.burst(sampler, into: &samples)
        }
    }

    private static func run(
        _ sampler: @escaping @Sendable (SampleBlock, inout LatencyHistogram) async -> Void,
        _ block: SampleBlock,
        into latencies: inout LatencyHistogram
    ) {
        latencies.add(
            BlockingTask.run {
                var latencies = LatencyHistogram()
                await sampler(block, &latencies)
                return latencies
            }
        )
    }

    /// One burst a block, however long it takes.
    private static func burst(_ sampler: TaskBurstSampler, into samples: inout GracePeriodSamples) {
        let (burst, latencies) = BlockingTask.run { await sampler.burst() }
        samples.bursts.append(burst)
        samples.latencies.add(latencies)
    }
}
