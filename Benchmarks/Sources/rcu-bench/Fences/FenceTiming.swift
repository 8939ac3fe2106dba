import AsymmetricFences
import BenchmarkKit

/// Times one fence with so many other threads of the process running.
struct FenceTiming: Sendable {
    let siblings: Int
    let samples: Int
    /// Fences between two looks at the clock, so that the clock's own cost does not cover a fence of a nanosecond.
    let fencesPerSample: Int

    func measure<Fence: BenchmarkedFence>(_: Fence.Type) -> LatencyHistogram {
        let control = SiblingControl(threads: siblings + 1)
        let processors = Processor.usable
        let others = processors.count > 1 ? Array(processors.dropFirst()) : processors
        let running = (0..<siblings).map { index in
            BenchmarkThread(on: others[index % others.count]) { control.spin() }
        }
        let caller = BenchmarkThread(on: processors[0]) {
            control.startingLine.wait()
            let latencies = timeFences(Fence.self)
            control.stop()
            return latencies
        }
        _ = control.startingLine.start()
        let latencies = caller.join()
        running.forEach { $0.join() }
        return latencies
    }

    @inline(never)
    private func timeFences<Fence: BenchmarkedFence>(_: Fence.Type) -> LatencyHistogram {
        var latencies = LatencyHistogram(operationsPerSample: fencesPerSample)
        Fence.issue()
        for _ in 0..<samples {
            let began = Ticks.now
            var left = fencesPerSample
            repeat {
                Fence.issue()
                // Keeps the compiler from merging neighbouring fences into one.
                AsymmetricFence.light()
                left &-= 1
            } while left > 0
            latencies.record(ticks: Ticks.now &- began)
        }
        return latencies
    }
}
