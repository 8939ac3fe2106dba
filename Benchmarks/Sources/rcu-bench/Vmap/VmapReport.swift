import AsymmetricFences
import BenchmarkKit

/// The scenarios as a report.
enum VmapReport {
    static func report(_ rows: [VmapRow], of benchmark: VmapBenchmark) -> BenchmarkReport {
        let plan = benchmark.plan
        return BenchmarkReport(
            benchmark: "vmap",
            parameters: [
                ReportField("blockPages", .integer(plan.blockPages)),
                ReportField("threads", .integer(plan.threads)),
                ReportField("form", .text(plan.form.rawValue)),
                ReportField("touched", .text(plan.touches ? "each page" : "nothing")),
                ReportField("freedBy", .text(plan.producerConsumer ? "another thread" : "the same thread")),
                ReportField("timedPairs", .integer(plan.timedPairs)),
                ReportField("operations", ReportValue(plan.operations)),
                ReportField("rounds", .integer(benchmark.rounds)),
                ReportField("strategy", .text(FenceStrategy.current.rawValue)),
                ReportField("scenarios", .list(benchmark.scenarios.map { .text($0.rawValue) })),
                ReportField("subjects", .list(benchmark.subjects.map { .text($0.name) })),
            ],
            rows: rows.map(\.fields),
            tables: [counters(rows), times(rows)].compactMap { $0 },
            remarks: remarks(rows, benchmark)
        )
    }

    private static func counters(_ rows: [VmapRow]) -> ReportTable? {
        let own = rows.filter { $0.verdict != nil }
        guard !own.isEmpty else { return nil }
        return ReportTable(
            title: "blocks",
            columns: [
                .text("scenario"), .text("policy"), .number("maps"), .number("allocated"), .number("freed"),
                .number("live"), .number("peak MiB"), .number("longest scan"), .number("mean scan"), .text("verdict"),
                .text("expected"),
            ],
            rows: own.map { row in
                [
                    row.scenario.rawValue, row.policy, Figure.text(row.maps), Figure.text(row.blocksAllocated),
                    Figure.text(row.blocksFreed), Figure.text(row.blocksLive),
                    Figure.text(row.peakAddressBytes.map { $0 >> 20 }),
                    Figure.text(row.longestScan), Figure.text(row.meanScan, places: 2), row.verdict?.rawValue ?? "",
                    row.expected,
                ]
            }
        )
    }

    private static func times(_ rows: [VmapRow]) -> ReportTable {
        ReportTable(
            title: "nanoseconds",
            columns: [
                .text("scenario"), .text("policy"), .number("pair"), .number("map"), .number("unmap"),
                .number("seed map"), .number("seed unmap"), .number("pairs/s"), .number("vs cheapest malloc"),
                .number("times cheaper than mmap"), .text("note"),
            ],
            rows: rows.map { row in
                [
                    row.scenario.rawValue, row.policy, Figure.text(row.pairNs, places: 2),
                    Figure.text(row.mapMeanNs, places: 2), Figure.text(row.unmapMeanNs, places: 2),
                    Figure.text(row.seedMapMeanNs, places: 0), Figure.text(row.seedUnmapMeanNs, places: 0),
                    Figure.text(row.pairsPerSecond, places: 0), Figure.text(row.versusCheapestMalloc, places: 2),
                    Figure.text(row.cheaperThanMmap, places: 0), row.note ?? "",
                ]
            }
        )
    }

    private static func remarks(_ rows: [VmapRow], _ benchmark: VmapBenchmark) -> [String] {
        let times = "pair: all pairs timed in one go; map and unmap: its parts."
        var remarks = ["Median of \(benchmark.rounds) rounds. \(times)"]
        for row in rows {
            guard let mappings = row.peakMappings else { continue }
            remarks.append("\(row.scenario.rawValue) \(row.policy): at most \(mappings) mappings in the kernel")
        }
        let verdicts = rows.compactMap(\.verdict)
        let (passed, failed) = (verdicts.count { $0 == .pass }, verdicts.count { $0 == .fail })
        return remarks + ["\(passed) passed, \(failed) failed, \(verdicts.count - passed - failed) unchecked"]
    }
}
