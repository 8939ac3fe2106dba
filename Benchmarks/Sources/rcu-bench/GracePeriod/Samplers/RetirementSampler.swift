import BenchmarkKit
import ReadCopyUpdate

/// This package's retirement, one object at a time.
enum RetirementSampler {
    @inline(never)
    static func retire(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        block.fill(&latencies) {
            let probe = LatencyProbe()
            let version = ProbeVersion.allocate(probe)
            let began = Ticks.now
            RCU.retire(version)
            return probe.wait() &- began
        }
    }

    @inline(never)
    static func barrier(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        block.fill(&latencies) {
            RCU.retire(ProbeVersion.allocate(LatencyProbe()))
            let began = Ticks.now
            RCU.barrier()
            return Ticks.now &- began
        }
    }

    static func barrierAsync(_ block: SampleBlock, into latencies: inout LatencyHistogram) async {
        await block.fill(&latencies) {
            await RCU.retire(ProbeVersion.allocate(LatencyProbe()))
            let began = Ticks.now
            await RCU.barrier()
            return Ticks.now &- began
        }
    }
}
