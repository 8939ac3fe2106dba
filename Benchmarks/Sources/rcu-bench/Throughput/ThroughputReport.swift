import AsymmetricFences
import BenchmarkKit

/// Seed 1's table, ours beside it.
enum ThroughputReport {
    static func report(_ rows: [ThroughputRow], of benchmark: ThroughputBenchmark) -> BenchmarkReport {
        let plan = benchmark.plan
        return BenchmarkReport(
            benchmark: "throughput",
            parameters: [
                ReportField("readers", .integer(plan.readers)),
                ReportField("writers", .integer(plan.writers)),
                ReportField("seconds", .number(plan.seconds)),
                ReportField("readLength", .integer(plan.readLength)),
                ReportField("writeDelay", .integer(plan.writeDelay)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("schemes", .list(benchmark.schemes.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [table(rows)],
            remarks: [
                "ns/read is elapsed time x min(readers, processors) / reads; vs mb is reads against liburcu-mb's.",
                "The seed's columns: 10 s, 6 readers, 2 writers, on a machine where a membarrier took 33 ms.",
                "A write is allocate, publish, wait, poison; its p50 and p99 are times of a whole write.",
            ]
        )
    }

    private static func table(_ rows: [ThroughputRow]) -> ReportTable {
        ReportTable(
            columns: [
                .text("scheme"), .number("reads"), .number("writes"), .number("ns/read"), .number("vs mb"),
                .number("write p50 us"), .number("write p99 us"), .text("seed 1"), .number("seed reads"),
                .number("seed writes"), .number("seed vs mb"), .text("note"),
            ],
            rows: rows.map(cells)
        )
    }

    private static func cells(_ row: ThroughputRow) -> [String] {
        let seed = SeedRow.of(row.scheme)
        return [
            row.scheme.rawValue,
            Figure.text(row.reads), Figure.text(row.writes),
            Figure.text(row.nsPerRead, places: 2), Figure.text(row.readsVersusMB, places: 2),
            Figure.text(row.writeP50Ns.map { $0 / 1000 }, places: 1),
            Figure.text(row.writeP99Ns.map { $0 / 1000 }, places: 1),
            seed?.label ?? "", Figure.text(seed?.reads), Figure.text(seed?.writes),
            Figure.text(seed?.readsVersusMB, places: 2), row.note ?? "",
        ]
    }
}
