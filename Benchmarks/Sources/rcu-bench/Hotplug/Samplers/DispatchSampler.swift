import BenchmarkKit
import Dispatch

/// Dispatch's serial queues in the place of workers. `queue.sync` would run on the caller's thread, and send nothing.
enum DispatchSampler {
    @inline(never)
    static func roundTrip(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let (queues, answer) = (queues(count), Semaphore())
        var queue = 0
        block.fill(&latencies) {
            let began = Ticks.now
            queues[queue].async { answer.signal() }
            answer.wait()
            let ended = Ticks.now
            queue = (queue + 1) % count
            return ended &- began
        }
    }

    @inline(never)
    static func broadcast(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let (queues, countdown) = (queues(count), Countdown())
        block.fill(&latencies) {
            countdown.begin(count)
            let began = Ticks.now
            for queue in queues {
                queue.async { countdown.arrive() }
            }
            countdown.wait()
            return Ticks.now &- began
        }
    }

    private static func queues(_ count: Int) -> [DispatchQueue] {
        (0..<count).map { DispatchQueue(label: "rcu-bench.\($0)") }
    }
}
