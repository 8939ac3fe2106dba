import AsymmetricFences
import BenchmarkKit

/// The grace periods as a report.
enum GracePeriodReport {
    static func report(_ rows: [GracePeriodRow], of benchmark: GracePeriodBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "grace-period",
            parameters: [
                ReportField("readers", .list(benchmark.readers.map { .integer($0) })),
                ReportField("samples", .integer(benchmark.samples)),
                ReportField("rowSeconds", .number(benchmark.rowSeconds)),
                ReportField("rounds", .integer(GracePeriodBenchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("operations", .list(benchmark.operations.map { .text($0.rawValue) })),
                ReportField("implementations", .list(benchmark.implementations.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("operation"), .text("implementation"), .number("idle readers"), .number("samples"),
                        .number("p50 us"), .number("p99 us"), .number("p99.9 us"), .number("max us"),
                        .number("grace periods"), .number("burst ms"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: [
                "A percentile that the samples are too few for is their maximum.",
                "synchronize-10000-tasks: percentiles are of Task.yield() in other tasks meanwhile, one wanted a microsecond.",
            ]
        )
    }

    private static func cells(_ row: GracePeriodRow) -> [String] {
        func microseconds(_ nanoseconds: Double?) -> String {
            Figure.text(nanoseconds.map { $0 / 1000 }, places: row.operation == .tokenIsComplete ? 4 : 2)
        }
        return [
            row.operation.rawValue, row.implementation.rawValue, Figure.text(row.idleReaders),
            Figure.text(row.samples), microseconds(row.p50Ns), microseconds(row.p99Ns), microseconds(row.p999Ns),
            microseconds(row.maxNs), Figure.text(row.gracePeriods),
            Figure.text(row.burstNs.map { $0 / 1e6 }, places: 2),
        ]
    }
}
