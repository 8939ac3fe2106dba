import AsymmetricFences
import BenchmarkKit

/// The operations as a report.
enum HotplugReport {
    static func report(_ rows: [HotplugRow], of benchmark: HotplugBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "hotplug",
            parameters: [
                ReportField("workers", .list(benchmark.workers.map { .integer($0) })),
                ReportField("samples", .integer(benchmark.samples)),
                ReportField("rowSeconds", .number(benchmark.rowSeconds)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("operations", .list(benchmark.operations.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("operation"), .number("workers"), .number("samples"), .number("p50 us"),
                        .number("p99 us"),
                        .number("max us"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: [
                "A percentile that the samples are too few for is their maximum.",
                "The kernel's wake-ups are most of every round trip but the awake one; read ratios within one run.",
            ]
        )
    }

    private static func cells(_ row: HotplugRow) -> [String] {
        func microseconds(_ nanoseconds: Double?) -> String {
            Figure.text(nanoseconds.map { $0 / 1000 }, places: 2)
        }
        return [
            row.operation.rawValue, Figure.text(row.workers), Figure.text(row.samples), microseconds(row.p50Ns),
            microseconds(row.p99Ns), microseconds(row.maxNs),
        ]
    }
}
