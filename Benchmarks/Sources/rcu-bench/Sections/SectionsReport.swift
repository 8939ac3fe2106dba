import AsymmetricFences
import BenchmarkKit

/// The sections as a report.
enum SectionsReport {
    static func report(_ rows: [SectionRow], of benchmark: SectionsBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "sections",
            parameters: [
                ReportField("threads", .list(benchmark.threads.map { .integer($0) })),
                ReportField("sectionsPerTurn", .integer(benchmark.sectionsPerTurn)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("sections", .list(benchmark.sections.map { .text($0.rawValue) })),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("section"), .number("threads"), .number("ns/section"), .number("vs read"), .text("note"),
                    ],
                    rows: rows.map(cells)
                )
            ],
            remarks: ["Median of interleaved rounds; the load and the loop's turn, which none shows alone, included."]
        )
    }

    private static func cells(_ row: SectionRow) -> [String] {
        [
            row.section.rawValue, Figure.text(row.threads), Figure.text(row.nsPerSection, places: 2),
            Figure.text(row.versusRead, places: 2), row.note ?? "",
        ]
    }
}
