import BenchmarkKit
import CLiburcu
import LibURCU

/// What every flavor can do, through the functions that liburcu gives it.
enum FlavorSampler<Flavor: LibURCUFlavor> {
    @inline(never)
    static func synchronize(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        block.fill(&latencies) {
            let began = Ticks.now
            Flavor.synchronize()
            return Ticks.now &- began
        }
    }

    @inline(never)
    static func callRCU(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        Flavor.register()
        defer { Flavor.unregister() }
        block.fill(&latencies) {
            let node = ProbeNode.allocate(LatencyProbe())
            let began = Ticks.now
            Flavor.callRCU(node.head, ProbeNode.destroy)
            // The callback waits for a grace period, which waits for a quiescent-state reader that blocks.
            Flavor.flavorStruct.pointee.thread_offline()
            let ended = node.probe.wait()
            Flavor.flavorStruct.pointee.thread_online()
            return ended &- began
        }
    }

    @inline(never)
    static func barrier(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        Flavor.register()
        defer { Flavor.unregister() }
        block.fill(&latencies) {
            let node = ProbeNode.allocate(LatencyProbe())
            Flavor.callRCU(node.head, ProbeNode.destroy)
            let began = Ticks.now
            Flavor.flavorStruct.pointee.barrier()
            return Ticks.now &- began
        }
    }
}
