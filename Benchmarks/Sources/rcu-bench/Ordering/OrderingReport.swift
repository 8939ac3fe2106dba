import AsymmetricFences
import BenchmarkKit

/// Seed 1's table, shape by shape, with what was seen in each cell.
enum OrderingReport {
    static func report(_ rows: [OrderingRow], of benchmark: OrderingBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "ordering",
            parameters: [
                ReportField("strategy", .text(benchmark.strategy.rawValue)),
                benchmark.limit.field,
            ],
            rows: rows.map(\.fields),
            tables: LitmusShape.allCases.map { shape in table(shape, rows.filter { $0.shape == shape }) },
            remarks: remarks(rows)
        )
    }

    private static func table(_ shape: LitmusShape, _ rows: [OrderingRow]) -> ReportTable {
        ReportTable(
            title: "\(shape.rawValue): expected, forbidden outcomes of runs, verdict",
            columns: [.text("left \\ right")] + FenceKind.allCases.map { .text($0.rawValue) },
            rows: FenceKind.allCases.map { left in
                [left.rawValue] + rows.filter { $0.left == left }.map(cell)
            }
        )
    }

    private static func cell(_ row: OrderingRow) -> String {
        "\(row.expected) \(row.forbiddenSeen) of \(row.runs) \(row.verdict.rawValue)"
    }

    private static func remarks(_ rows: [OrderingRow]) -> [String] {
        var notes: [String] = []
        for row in rows {
            guard let note = row.note else { continue }
            let place =
                row.verdict == .fail
                ? "\(row.shape.rawValue) \(row.left.rawValue)/\(row.right.rawValue)" : row.shape.rawValue
            let line = "\(place): \(note)"
            if !notes.contains(line) { notes.append(line) }
        }
        let failures = rows.count { $0.verdict == .fail }
        return notes + ["\(rows.count - failures) passed, \(failures) failed"]
    }
}
