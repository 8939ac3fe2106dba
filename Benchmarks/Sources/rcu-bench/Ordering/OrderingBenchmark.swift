import AsymmetricFences
import BenchmarkKit

/// Measures the nine cells of the table under each shape.
struct OrderingBenchmark {
    let strategy: FenceStrategy
    let limit: LitmusLimit

    /// How many times its length an unordered cell may take to show its outcome often enough.
    private static let longestExtension = 10

    func rows() throws -> [OrderingRow] {
        switch StrategyRoute(to: strategy) {
        case .here:
            return rowsFromHere()
        case .denied(let inUse):
            throw StrategyUnavailable(reason: "the system denied \(strategy.rawValue): \(inUse.rawValue) in use")
        case .child:
            Progress.show("ordering under \(strategy.rawValue), in a child process")
            let arguments = ["ordering"] + limit.arguments
            // The child's status 1 says that a verdict is FAIL, which its rows say too.
            return try StrategyRoute.report(
                under: strategy,
                arguments: arguments,
                rows: OrderingRow.self,
                accepting: [0, 1]
            )
        }
    }

    private func rowsFromHere() -> [OrderingRow] {
        var counts: [LitmusShape: [OrderingCell: LitmusCount]] = [:]
        for shape in LitmusShape.allCases {
            for cell in OrderingCell.all {
                Progress.show("\(shape.rawValue): \(cell.left.rawValue) / \(cell.right.rawValue)")
                counts[shape, default: [:]][cell] = count(shape, cell)
            }
        }
        let judge = OrderingJudge(counts: counts)
        return LitmusShape.allCases.flatMap { shape in
            OrderingCell.all.map { judge.row(shape, $0) }
        }
    }

    /// One cell; one that has a reordering to show gets more time to show it.
    private func count(_ shape: LitmusShape, _ cell: OrderingCell) -> LitmusCount {
        let test = LitmusTest(shape: shape, cell: cell, limit: limit)
        var count = test.run()
        guard !cell.isOrdered, shape.obstacle == nil else { return count }
        for _ in 1..<Self.longestExtension where count.forbidden < OrderingJudge.witnessesNeeded {
            count += test.run()
        }
        return count
    }
}
