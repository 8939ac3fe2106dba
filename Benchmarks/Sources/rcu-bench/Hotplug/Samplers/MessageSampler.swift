import BenchmarkKit
import Notifiers

/// Messages to workers, each in turn; one is under way at a time.
enum MessageSampler {
    @inline(never)
    static func roundTrip(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        let (group, answer) = (workers.group, Semaphore())
        var worker = 0
        block.fill(&latencies) {
            let began = Ticks.now
            RunningWorkers.orAbort { try group.send(to: worker) { answer.signal() } }
            answer.wait()
            let ended = Ticks.now
            worker = (worker + 1) % count
            return ended &- began
        }
        workers.close()
    }

    /// To worker 0, which is awake; the others are parked.
    @inline(never)
    static func awakeRoundTrip(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        let (group, answer) = (workers.group, SpunAnswer())
        let awake = AwakeWorker(group, 0)
        var sent = 0
        block.fill(&latencies) {
            sent += 1
            let began = Ticks.now
            RunningWorkers.orAbort { try group.send(to: 0) { answer.give() } }
            answer.wait(for: sent)
            return Ticks.now &- began
        }
        awake.end()
        workers.close()
    }

    @inline(never)
    static func runAndWait(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        let group = workers.group
        var worker = 0
        block.fill(&latencies) {
            let began = Ticks.now
            _ = RunningWorkers.orAbort { try group.run(on: worker) { 1 } }
            let ended = Ticks.now
            worker = (worker + 1) % count
            return ended &- began
        }
        workers.close()
    }

    static func runAndAwait(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        latencies.add(BlockingTask.run { await runAndAwait(workers, block) })
        workers.close()
    }

    private static func runAndAwait(_ workers: RunningWorkers, _ block: SampleBlock) async -> LatencyHistogram {
        var latencies = LatencyHistogram()
        var worker = 0
        await block.fill(&latencies) {
            let began = Ticks.now
            do {
                _ = try await workers.group.run(on: worker) { 1 }
            } catch {
                RunningWorkers.abort(error)
            }
            let ended = Ticks.now
            worker = (worker + 1) % workers.count
            return ended &- began
        }
        return latencies
    }

    @inline(never)
    static func broadcast(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        let (group, countdown) = (workers.group, Countdown())
        block.fill(&latencies) {
            countdown.begin(count)
            let began = Ticks.now
            let receivers = group.broadcast { countdown.arrive() }
            countdown.wait()
            let ended = Ticks.now
            guard receivers.count == count else {
                BenchmarkAbort.abort(
                    "rcu-bench: hotplug: a broadcast to \(count) workers went to \(receivers.count)",
                    status: .software
                )
            }
            return ended &- began
        }
        workers.close()
    }
}
