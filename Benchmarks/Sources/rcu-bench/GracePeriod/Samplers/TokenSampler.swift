import AsymmetricFences
import BenchmarkKit
import ReadCopyUpdate

/// This package's grace periods as tokens, and as tasks await them.
enum TokenSampler {
    /// Looks between two looks at the clock, which costs more than one.
    static let looksPerSample = 1024

    @inline(never)
    static func wait(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        block.fill(&latencies) {
            let began = Ticks.now
            RCU.GracePeriod.start().wait()
            return Ticks.now &- began
        }
    }

    static func waitAsync(_ block: SampleBlock, into latencies: inout LatencyHistogram) async {
        await block.fill(&latencies) {
            let began = Ticks.now
            await RCU.GracePeriod.start().wait()
            return Ticks.now &- began
        }
    }

    static func synchronizeAsync(_ block: SampleBlock, into latencies: inout LatencyHistogram) async {
        await block.fill(&latencies) {
            let began = Ticks.now
            await RCU.synchronize()
            return Ticks.now &- began
        }
    }

    @inline(never)
    static func isComplete(_ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let token = RCU.GracePeriod.start()
        token.wait()
        block.fill(&latencies) {
            var complete = 0
            let began = Ticks.now
            for _ in 0..<looksPerSample {
                if token.isComplete { complete &+= 1 }
                // Keeps the compiler from looking once for all.
                AsymmetricFence.light()
            }
            let ended = Ticks.now
            precondition(complete == looksPerSample, "a token that was waited for is not complete")
            return ended &- began
        }
    }
}
