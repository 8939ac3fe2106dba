import BenchmarkKit
import Testing

@testable import rcu_bench

struct VmapRowTests {
    @Test func ratiosAreToTheCheapestMallocAndToMappingsOfTheSameScenario() {
        let rows = [
            own(.exhaust, pairNs: 10), peer(.exhaust, .glibc, pairNs: 8), peer(.exhaust, .tcmalloc, pairNs: 5),
            peer(.exhaust, .mmap, pairNs: 4000), own(.random, pairNs: 10),
        ]
        let compared = VmapRow.compared(rows)
        #expect(compared.map(\.versusCheapestMalloc) == [2, 1.6, 1, 800, nil])
        #expect(compared.map(\.cheaperThanMmap) == [400, 500, 800, 1, nil])
    }

    @Test func roundsAreMediansOfTimes() {
        let combined = VmapRow.combined([30, 10, 20].map { own(.exhaust, pairNs: $0) })
        #expect(combined?.pairNs == 20)
        #expect(combined?.verdict == .pass)
    }

    @Test func oneRoundThatFailsFailsTheRow() {
        let rounds = [own(.exhaust, pairNs: 1), own(.exhaust, pairNs: 2, allocated: 1000), own(.exhaust, pairNs: 3)]
        let combined = VmapRow.combined(rounds)
        #expect(combined?.verdict == .fail)
        #expect(combined?.blocksAllocated == 1000)
    }

    @Test func aPeerThatIsNotThereSaysSo() {
        let row = VmapRow(.exhaust, .jemalloc, VmapJudgeTests.plan(), note: "not installed")
        let combined = VmapRow.combined([row, row])
        #expect(combined == row)
        #expect(combined?.fields.last?.value == .text("not installed"))
        #expect(row.fields.first { $0.key == "verdict" }?.value == .null)
    }

    private func own(_ scenario: VmapScenario, pairNs: Double, allocated: Int = 993) -> VmapRow {
        let counters = VmapJudgeTests.counters(126_000, allocated, 992, longest: 1)
        let measurement = VmapMeasurement(maps: 126_000, counters: counters, nanosecondsPerPair: pairNs)
        return VmapRow(scenario, .tail, VmapJudgeTests.plan(), measurement)
    }

    private func peer(_ scenario: VmapScenario, _ peer: PeerName, pairNs: Double) -> VmapRow {
        VmapRow(scenario, peer, VmapJudgeTests.plan(), VmapMeasurement(maps: 1, nanosecondsPerPair: pairNs))
    }
}
