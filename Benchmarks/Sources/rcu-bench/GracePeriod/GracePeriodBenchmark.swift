import BenchmarkKit
import LibURCU
import ReadCopyUpdate

/// Times the operations, all implementations in turn, again and again, beside the same idle readers.
struct GracePeriodBenchmark {
    let operations: [GracePeriodOperation]
    let implementations: [ImplementationName]
    let readers: [Int]
    let samples: Int
    /// The longest that one row may take.
    let rowSeconds: Double

    /// Turns that each row is divided into, so that what disturbs the machine for a while disturbs all of them.
    static let rounds = 10

    private struct Case: Hashable {
        let operation: GracePeriodOperation
        let implementation: ImplementationName
    }

    /// The rows by number of readers, then as the command line has them; the threads are the same, and only grow.
    func rows() -> [GracePeriodRow] {
        let idle = IdleReaders(implementations)
        return readers.sorted().flatMap { count in
            idle.grow(to: count)
            return rows(idleReaders: count)
        }
    }

    private func rows(idleReaders: Int) -> [GracePeriodRow] {
        let cases = operations.flatMap { operation in
            implementations.filter(operation.isOffered).map { Case(operation: operation, implementation: $0) }
        }
        var gathered = cases.map { GracePeriodSamples($0.operation) }
        let block = SampleBlock(
            samples: (samples + Self.rounds - 1) / Self.rounds,
            seconds: rowSeconds / Double(Self.rounds)
        )
        for round in 1...Self.rounds {
            for (index, item) in cases.enumerated() {
                Progress.show(
                    """
                    \(item.operation.rawValue), \(item.implementation.rawValue), \(idleReaders) idle readers \
                    (round \(round) of \(Self.rounds))
                    """
                )
                item.operation.sample(item.implementation, block, into: &gathered[index])
            }
        }
        return zip(cases, gathered).map { item, samples in
            GracePeriodRow(item.operation, item.implementation, idleReaders: idleReaders, samples: samples)
        }
    }
}
