import BenchmarkKit

/// The phases as a report: a line a phase, the seed's figures beside.
enum HugePagesReport {
    static func report(_ rows: [HugePageRow], of benchmark: HugePagesBenchmark) -> BenchmarkReport {
        BenchmarkReport(
            benchmark: "hugepages",
            parameters: [
                ReportField("mebibytes", .integer(benchmark.mebibytes)),
                ReportField("rounds", .integer(benchmark.rounds)),
            ],
            rows: rows.map(\.fields),
            tables: [
                ReportTable(
                    columns: [
                        .text("phase"), .number("huge us"), .number("base us"), .number("ratio"), .number("seed huge"),
                        .number("seed base"), .number("seed ratio"),
                    ],
                    rows: HugePagePhase.allCases.map { cells($0, rows) }
                )
            ],
            remarks: remarks(rows, benchmark)
        )
    }

    private static func cells(_ phase: HugePagePhase, _ rows: [HugePageRow]) -> [String] {
        let rows = rows.filter { $0.phase == phase }
        let times = PagePolicy.allCases.map { policy in rows.first { $0.policy == policy }?.microseconds }
        let seed = PagePolicy.allCases.map { phase.seedMicroseconds($0) }
        return [phase.rawValue] + times.map { Figure.text($0) } + [Figure.text(rows.first?.ratio, places: 2)]
            + seed.map { Figure.text($0) } + [Figure.text(phase.seedRatio, places: 2)]
    }

    private static func remarks(_ rows: [HugePageRow], _ benchmark: HugePagesBenchmark) -> [String] {
        let backing = PagePolicy.allCases.map { policy in
            let row = rows.first { $0.policy == policy }
            let found = row?.anonHugeKiB.map(String.init) ?? "unknown"
            let verdict = row?.note.map { " FAIL: \($0)" } ?? " PASS"
            return "\(policy.rawValue): AnonHugePages \(found) of \(benchmark.bytes >> 10) KiB:\(verdict)"
        }
        let heading = "Medians of interleaved rounds, each after a warm-up; the seed's figures are for 3 GiB."
        return [heading] + backing
    }
}
