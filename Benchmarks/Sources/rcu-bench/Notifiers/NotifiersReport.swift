import AsymmetricFences
import BenchmarkKit

/// The calls as a report.
enum NotifiersReport {
    static func report(_ rows: [NotifierRow], of benchmark: NotifiersBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "notifiers",
            parameters: [
                ReportField("subscribers", .list(benchmark.subscribers.map { .integer($0) })),
                ReportField("intervals", .list(benchmark.intervals.map { .integer($0) })),
                ReportField("rowSeconds", .number(benchmark.rowSeconds)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("operations", .list(benchmark.operations.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("operation"), .number("subscribers"), .number("ns/call"), .number("least"),
                        .number("asked: under"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: [
                "Median of interleaved rounds, and the quietest round; nothing is subtracted.",
                "subscribers: intervals, where the operation is about intervals. asked, with one subscriber: plus the callback.",
            ]
        )
    }

    private static func cells(_ row: NotifierRow) -> [String] {
        [
            row.operation.rawValue, Figure.text(row.subscribers), Figure.text(row.meanNs, places: 2),
            Figure.text(row.leastNs, places: 2), Figure.text(row.askedNs, places: 0),
        ]
    }
}
