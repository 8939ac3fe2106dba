import BenchmarkKit

/// A row of the contract: one cell of the table under one shape, as measured.
struct OrderingRow: Codable, Sendable, Equatable {
    let left: FenceKind
    let right: FenceKind
    /// `O` where the table says ordered, `X` where not.
    let expected: String
    let runs: Int
    let forbiddenSeen: Int
    let verdict: OrderingVerdict
    let shape: LitmusShape
    let note: String?

    var fields: [ReportField] {
        [
            ReportField("left", .text(left.rawValue)),
            ReportField("right", .text(right.rawValue)),
            ReportField("expected", .text(expected)),
            ReportField("runs", .integer(runs)),
            ReportField("forbiddenSeen", .integer(forbiddenSeen)),
            ReportField("verdict", .text(verdict.rawValue)),
            ReportField("shape", .text(shape.rawValue)),
            ReportField("note", ReportValue(note)),
        ]
    }
}
