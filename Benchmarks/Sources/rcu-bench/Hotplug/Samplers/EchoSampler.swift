import BenchmarkKit

/// Round trips through two semaphores.
enum EchoSampler {
    @inline(never)
    static func roundTrip(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let threads = (0..<count).map { _ in EchoThread() }
        var thread = 0
        block.fill(&latencies) {
            let began = Ticks.now
            threads[thread].ask()
            let ended = Ticks.now
            thread = (thread + 1) % count
            return ended &- began
        }
        threads.forEach { $0.end() }
    }
}
