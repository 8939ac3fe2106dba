import AsymmetricFences
import BenchmarkKit

/// The retirements as a report.
enum RetireReport {
    static func report(_ rows: [RetireRow], of benchmark: RetireBenchmark) -> BenchmarkReport {
        let plan = benchmark.plan(0)
        return BenchmarkReport(
            benchmark: "retire",
            parameters: [
                ReportField("threads", .list(benchmark.threads.map { .integer($0) })),
                ReportField("seconds", .number(plan.seconds)),
                ReportField("objectBytes", .integer(plan.objectBytes)),
                ReportField("holderMs", .integer(plan.holderMilliseconds)),
                ReportField("limitCount", ReportValue(plan.limitCount)),
                ReportField("limitBytes", ReportValue(plan.limitBytes)),
                ReportField("maximumBacklogBytes", .integer(plan.maximumBacklogBytes)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("implementations", .list(benchmark.implementations.map { .text($0.rawValue) })),
                ReportField("forms", .list(benchmark.forms.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("implementation"), .text("form"), .number("threads"), .number("objects"),
                        .number("objects/s"), .number("vs call_rcu"), .number("peak backlog"), .number("peak MiB"),
                        .number("limit"), .number("limit MiB"), .number("live at end"), .text("note"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: [
                "Allocation and destruction included, and at the end the barrier. vs call_rcu: liburcu-memb's.",
                "peak backlog: retired and not destroyed, as seen by one look a millisecond.",
            ]
        )
    }

    private static func cells(_ row: RetireRow) -> [String] {
        [
            row.implementation.rawValue, row.form.rawValue, Figure.text(row.threads), Figure.text(row.retired),
            Figure.text(row.objectsPerSecond, places: 0), Figure.text(row.versusCallRCU, places: 2),
            Figure.text(row.peakBacklog), Figure.text(mebibytes(row.peakBacklogBytes), places: 1),
            Figure.text(row.limitCount), Figure.text(row.limitBytes.map(mebibytes), places: 1),
            Figure.text(row.liveAtEnd), row.note ?? "",
        ]
    }

    private static func mebibytes(_ bytes: Int) -> Double {
        Double(bytes) / 1_048_576
    }
}
