import BenchmarkKit
import Testing

@testable import rcu_bench

struct ThroughputTableTests {
    private let plan = RunPlan(readers: 6, writers: 2, seconds: 10, readLength: 0, writeDelay: 0)

    @Test func namesAreTheContracts() {
        #expect(
            SchemeName.allCases.map(\.rawValue) == [
                "liburcu-mb", "liburcu-signal", "liburcu-memb", "liburcu-memb-dynamic", "liburcu-bp", "liburcu-qsbr",
                "rcu",
                "rcu-qsbr", "rcu-signal", "rcu-mprotect", "mutex", "nio-lock", "rwlock", "atomic-reference",
                "unsynchronized",
            ]
        )
    }

    @Test func theSeedsRatiosAreThoseOfItsTable() {
        let ratios = SchemeName.allCases.compactMap { SeedRow.of($0)?.readsVersusMB }
        #expect(ratios.map { ReportValue(($0 * 100).rounded() / 100) } == [1, 5.78, 5.85, 4.68].map { .number($0) })
    }

    @Test func aReadsTimeIsThatOfTheProcessorsThatReadersCanUse() {
        let row = row(.rcu, reads: 1_000_000, processors: 2)
        // 10 s of two processors for a million reads.
        #expect(row.nsPerRead == 20_000)
        #expect(self.row(.rcu, reads: 1_000_000, processors: 64).nsPerRead == 60_000)
        #expect(self.row(.rcu, reads: 0, processors: 2).nsPerRead == nil)
    }

    @Test func ratiosNeedTheRowOfFullFences() {
        let rows = [row(.rcu, reads: 300), row(.liburcuMB, reads: 100)]
        #expect(ThroughputRow.compared(rows).map(\.readsVersusMB) == [3, 1])
        #expect(ThroughputRow.compared([row(.rcu, reads: 300)]).map(\.readsVersusMB) == [nil])
    }

    @Test func roundsAreTheirMedian() {
        let rounds = [300, 100, 200].map { row(.rcu, reads: $0) }
        #expect(ThroughputRow.median(of: rounds)?.reads == 200)
        let refused = ThroughputRow(.rcuMprotect, plan: plan, note: "refused")
        #expect(ThroughputRow.median(of: [refused, refused]) == refused)
    }

    @Test func aRowThatCouldNotRunSaysWhy() {
        let row = ThroughputRow(.rcuMprotect, plan: plan, note: "refused")
        #expect(row.fields.first { $0.key == "reads" }?.value == .null)
        #expect(row.fields.last == ReportField("note", .text("refused")))
    }

    @Test func longSectionsAreReadInSmallBatches() {
        #expect(plan.sectionsPerBatch == 1024)
        let long = RunPlan(readers: 1, writers: 0, seconds: 1, readLength: 1_000_000_000, writeDelay: 0)
        #expect(long.sectionsPerBatch == 1)
    }

    private func row(_ scheme: SchemeName, reads: Int, processors: Int = 2) -> ThroughputRow {
        let measurement = Measurement(elapsedSeconds: 10, reads: reads, writes: 1, writeP50Ns: nil, writeP99Ns: nil)
        return ThroughputRow(scheme, plan: plan, measurement: measurement, processors: processors)
    }
}
