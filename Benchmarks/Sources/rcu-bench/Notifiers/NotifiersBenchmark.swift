import BenchmarkKit

/// Times all operations in turn, again and again.
struct NotifiersBenchmark {
    let operations: [NotifierOperation]
    let subscribers: [Int]
    let intervals: [Int]
    let rounds: Int
    /// How long each row is measured, over all rounds.
    let rowSeconds: Double

    /// The rows as the command line has them: by operation, then by count.
    func rows() -> [NotifierRow] {
        let cases = makeCases()
        let turns = cases.map { item in
            Progress.show("\(item.operation.rawValue), \(item.count): how many calls a turn")
            return NotifierTurn(item.subject, seconds: rowSeconds / Double(rounds))
        }
        var measured = [[Double]](repeating: [], count: cases.count)
        for round in 1...rounds {
            for (index, turn) in turns.enumerated() {
                let item = cases[index]
                Progress.show("\(item.operation.rawValue), \(item.count) (round \(round) of \(rounds))")
                measured[index].append(turn.measure())
            }
        }
        return zip(cases, measured).map { item, rounds in
            NotifierRow(item.operation, subscribers: item.count, rounds: rounds)
        }
    }

    private func makeCases() -> [NotifierCase] {
        var fields = IntervalFields()
        return operations.flatMap { operation in
            counts(operation).map { count in
                Progress.show("\(operation.rawValue), \(count): subscribing")
                return NotifierCase(operation: operation, count: count, subject: operation.subject(count, &fields))
            }
        }
    }

    private func counts(_ operation: NotifierOperation) -> [Int] {
        switch operation.scale {
        case .once: [0]
        case .subscribers: subscribers
        case .intervals: intervals
        }
    }
}
