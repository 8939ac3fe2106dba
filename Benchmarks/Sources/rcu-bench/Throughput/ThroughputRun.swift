import BenchmarkKit

/// One run of one scheme. Both loops are the same source for every scheme, compiled anew for each.
struct ThroughputRun<Reader: ThroughputReader & ~Copyable>: Sendable {
    private let plan: RunPlan
    private let control: RunControl
    private let shared = Reader.Scheme()

    private init(plan: RunPlan, scheme: SchemeName) {
        self.plan = plan
        control = RunControl(scheme: scheme, threads: plan.readers + plan.writers)
    }

    /// Starts the threads at one barrier, stops them after the time, and adds up.
    static func measure(_ scheme: SchemeName, plan: RunPlan) -> Measurement {
        let run = ThroughputRun(plan: plan, scheme: scheme)
        let readers = (0..<plan.readers).map { _ in BenchmarkThread { run.readLoop() } }
        let writers = (0..<plan.writers).map { _ in BenchmarkThread { run.writeLoop() } }
        let start = run.control.startingLine.start()
        start.sleep(seconds: plan.seconds)
        run.control.stop()
        let elapsed = start.elapsedSeconds
        let reads = readers.reduce(0) { $0 + $1.join() }
        let written = writers.map { $0.join() }
        var latencies = LatencyHistogram()
        for writer in written {
            latencies.add(writer.latencies)
        }
        return Measurement(
            elapsedSeconds: elapsed,
            reads: reads,
            writes: written.reduce(0) { $0 + $1.writes },
            writeP50Ns: latencies.nanoseconds(percentile: 50),
            writeP99Ns: latencies.nanoseconds(percentile: 99)
        )
    }

    /// Returns how many sections the thread read. Out of line, so that a disassembly shows each scheme's loop.
    @inline(never)
    private func readLoop() -> Int {
        let batch = plan.sectionsPerBatch
        var reader = Reader(shared)
        var reads = 0
        control.startingLine.wait()
        repeat {
            // Two loops: the usual one has no instruction that asks for the length.
            if plan.readLength == 0 {
                read(batch, from: &reader, dwell: 0)
            } else {
                read(batch, from: &reader, dwell: plan.readLength)
            }
            reads &+= batch
            reader.quiescentState()
        } while !control.isStopped
        return reads
    }

    /// The loop that is measured.
    @inline(__always)
    private func read(_ sections: Int, from reader: inout Reader, dwell: Int) {
        var left = sections
        repeat {
            guard reader.read(dwell: dwell) else { control.abort() }
            left &-= 1
        } while left != 0
    }

    @inline(never)
    private func writeLoop() -> WriterResult {
        var result = WriterResult()
        var graveyard = Graveyard()
        control.startingLine.wait()
        repeat {
            let began = Ticks.now
            shared.write(&graveyard)
            result.latencies.record(ticks: Ticks.now &- began)
            result.writes += 1
            SpinLoop.dwell(plan.writeDelay)
        } while !control.isStopped
        return result
    }
}
