import BenchmarkKit

/// Times the operations in turn, again and again, so that what disturbs the machine for a while disturbs all of them.
struct HotplugBenchmark {
    let operations: [HotplugOperation]
    let workers: [Int]
    let samples: Int
    /// The longest that one row may take.
    let rowSeconds: Double
    let rounds: Int

    private struct Case {
        let operation: HotplugOperation
        let workers: Int
        var latencies = LatencyHistogram()
    }

    /// The rows as the command line has them: by operation, then by number of workers.
    func rows() -> [HotplugRow] {
        var cases = operations.flatMap { operation in
            workers.map { Case(operation: operation, workers: $0) }
        }
        let block = SampleBlock(
            samples: (samples + rounds - 1) / rounds,
            seconds: rowSeconds / Double(rounds)
        )
        for round in 1...rounds {
            for index in cases.indices {
                let (operation, workers) = (cases[index].operation, cases[index].workers)
                Progress.show("\(operation.rawValue), \(workers) workers (round \(round) of \(rounds))")
                operation.sample(workers: workers, block, into: &cases[index].latencies)
            }
        }
        return cases.map { HotplugRow($0.operation, workers: $0.workers, $0.latencies) }
    }
}
