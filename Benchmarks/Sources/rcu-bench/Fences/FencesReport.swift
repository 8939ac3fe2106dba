import AsymmetricFences
import BenchmarkKit

/// The fences as a report.
enum FencesReport {
    static func report(_ rows: [FenceRow], of benchmark: FencesBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "fences",
            parameters: [
                ReportField("calls", .integer(benchmark.calls)),
                ReportField("globalCalls", .integer(benchmark.globalCalls)),
                ReportField("siblings", .list(benchmark.siblings.map { .integer($0) })),
                ReportField("fences", .list(benchmark.fences.map { .text($0.rawValue) })),
                ReportField("strategies", .list(benchmark.strategies.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("fence"), .text("strategy"), .number("siblings"), .number("calls"), .number("mean ns"),
                        .number("p50 ns"), .number("p99 ns"), .number("max ns"), .number("seed mean ns"), .text("note"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: [
                "light and full: percentiles and maximum are over the means of 1024 fences, loop turn included.",
                "The seed: 1000 calls of the global membarrier in 33 s, with 7 siblings busy looping on 8 cores.",
            ]
        )
    }

    private static func cells(_ row: FenceRow) -> [String] {
        [
            row.fence.rawValue, row.strategy ?? "", Figure.text(row.siblings), Figure.text(row.calls),
            Figure.text(row.meanNs, places: 1), Figure.text(row.p50Ns, places: 1), Figure.text(row.p99Ns, places: 1),
            Figure.text(row.maxNs, places: 1), Figure.text(row.seedMeanNs, places: 0), row.note ?? "",
        ]
    }
}
