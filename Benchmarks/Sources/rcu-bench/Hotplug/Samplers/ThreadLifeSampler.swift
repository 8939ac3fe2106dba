import BenchmarkKit

/// Starts and ends of plain threads, as ``WorkerLifeSampler`` does it with workers.
enum ThreadLifeSampler {
    @inline(never)
    static func create(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        var threads: [PlainThread] = []
        threads.reserveCapacity(count)
        block.fill(&latencies) {
            if threads.count == count { end(&threads) }
            let began = Ticks.now
            let thread = PlainThread()
            let ended = Ticks.now
            threads.append(thread)
            return ended &- began
        }
        end(&threads)
    }

    @inline(never)
    static func join(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        var threads: [PlainThread] = []
        block.fill(&latencies) {
            if threads.isEmpty { threads = (0..<count).map { _ in PlainThread() } }
            let thread = threads.removeLast()
            let began = Ticks.now
            thread.join()
            return Ticks.now &- began
        }
        end(&threads)
    }

    private static func end(_ threads: inout [PlainThread]) {
        threads.forEach { $0.join() }
        threads.removeAll(keepingCapacity: true)
    }
}
