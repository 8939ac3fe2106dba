import BenchmarkKit
import Notifiers

/// Bring-ups and tear-downs of workers, one after the other; the other direction is not timed.
enum WorkerLifeSampler {
    @inline(never)
    static func bringUp(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: 0)
        let hotplug = workers.group.hotplug
        var next = 0
        block.fill(&latencies) {
            if next == count {
                RunningWorkers.orAbort { try workers.group.resize(to: 0) }
                next = 0
            }
            let began = Ticks.now
            RunningWorkers.orAbort { try hotplug.bringUp(next) }
            let ended = Ticks.now
            next += 1
            return ended &- began
        }
        workers.close()
    }

    @inline(never)
    static func tearDown(_ count: Int, _ block: SampleBlock, into latencies: inout LatencyHistogram) {
        let workers = RunningWorkers(count, online: count)
        let hotplug = workers.group.hotplug
        var left = count
        block.fill(&latencies) {
            if left == 0 {
                RunningWorkers.orAbort { try workers.group.resize(to: count) }
                left = count
            }
            left -= 1
            let began = Ticks.now
            RunningWorkers.orAbort { try hotplug.takeDown(left) }
            return Ticks.now &- began
        }
        workers.close()
    }
}
