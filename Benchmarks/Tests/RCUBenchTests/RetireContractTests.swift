import Foundation
import Testing

@testable import rcu_bench

struct RetireContractTests {
    private static let keys = [
        "implementation", "form", "threads", "seconds", "retired", "objectsPerSecond", "peakBacklog",
        "peakBacklogBytes", "limitCount", "limitBytes", "liveAtEnd", "versusCallRCU",
    ]

    @Test func everyFormHasItsRow() throws {
        let outcome = try BuiltBenchmark.run([
            "retire", "--seconds", "0.05", "--threads", "1,2", "--limit-count", "500", "--holder-ms", "5",
            "--maximum-backlog-bytes", "100000000", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "retire")
        let rows = try #require(report["rows"] as? [[String: Any]])
        let forms = ["object", "pointer", "closure", "call-rcu", "defer-rcu"]
        #expect(rows.compactMap { $0["form"] as? String } == forms + forms)
        #expect(rows.compactMap { $0["threads"] as? Int } == forms.map { _ in 1 } + forms.map { _ in 2 })
        for row in rows {
            let isOurs = row["implementation"] as? String == "rcu"
            #expect(try #require(row["retired"] as? Int) >= RetirePlan.retirementsPerBatch)
            #expect(row["liveAtEnd"] as? Int == 0)
            #expect((row["limitCount"] as? Int) == (isOurs ? 500 : nil))
            #expect((row["limitBytes"] is Int) == isOurs)
            // Without the limit, 5 ms of retiring are tens of thousands.
            if isOurs { #expect(try #require(row["peakBacklog"] as? Int) <= 1000) }
            #expect((row["statisticsPeakBacklog"] is Int) == isOurs)
            #expect(row["versusCallRCU"] is NSNumber)
        }
        let callRCU = rows.filter { $0["form"] as? String == "call-rcu" }
        #expect(callRCU.allSatisfy { ($0["versusCallRCU"] as? NSNumber)?.doubleValue == 1 })
    }

    @Test(arguments: ["liburcu-mb", "liburcu-bp", "liburcu-qsbr"])
    func theOtherFlavorsHaveTheirCallRCU(_ implementation: String) throws {
        let outcome = try BuiltBenchmark.run([
            "retire", "--seconds", "0.02", "--threads", "1", "--implementations", implementation, "--holder-ms", "2",
            "--object-bytes", "100", "--format", "csv",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix(Self.keys.joined(separator: ",") + ","))
        #expect(lines[1].hasPrefix("\(implementation),call-rcu,1,0.02,"))
    }

    @Test func aBacklogThatRunsAwayEndsTheRun() throws {
        let outcome = try BuiltBenchmark.run([
            "retire", "--seconds", "60", "--threads", "1", "--implementations", "liburcu-memb", "--forms", "call-rcu",
            "--holder-ms", "100", "--maximum-backlog-bytes", "100000", "--format", "json",
        ])
        let row = try #require((try outcome.report()["rows"] as? [[String: Any]])?.first)
        #expect(try #require(row["peakBacklogBytes"] as? Int) >= 100_000)
        #expect((row["note"] as? String)?.hasPrefix("ended early") == true)
        #expect(try #require((row["elapsedSeconds"] as? NSNumber)?.doubleValue) < 60)
    }

    @Test func theSmallestObjectHasRoomForEachForm() {
        #expect(RetiredObject.inlineBytes == RetiredBlock.minimumBytes)
        #expect(MemoryLayout<RetiredVersion>.size <= RetiredBlock.minimumBytes)
        #expect(RetiredBlock.layoutBytes <= RetiredBlock.minimumBytes)
    }

    @Test func ratiosAreToCallRCUWithAsManyThreads() {
        let rows = [row(.rcu, .object, threads: 2, retired: 30), row(.liburcuMemb, .callRCU, threads: 2, retired: 10)]
        #expect(RetireRow.compared(rows).map(\.versusCallRCU) == [3, 1])
        #expect(RetireRow.compared([rows[0]]).map(\.versusCallRCU) == [nil])
        let others = [row(.rcu, .object, threads: 1, retired: 30), rows[1]]
        #expect(RetireRow.compared(others).map(\.versusCallRCU) == [nil, 1])
    }

    @Test func roundsAreMediansOfRatesAndTheLargestBacklog() {
        let rounds = [30, 10, 20].map { row(.liburcuMemb, .callRCU, threads: 1, retired: $0) }
        let combined = RetireRow.combined(rounds)
        #expect(combined?.objectsPerSecond == 20)
        #expect(combined?.peakBacklog == 30)
    }

    private func row(
        _ implementation: ImplementationName,
        _ form: RetirementForm,
        threads: Int,
        retired: Int
    ) -> RetireRow {
        let measurement = RetirementMeasurement(
            elapsedSeconds: 1,
            retired: retired,
            peakBacklog: retired,
            liveAtEnd: 0
        )
        return RetireRow(implementation, form, RetirementVerificationTests.plan(threads: threads), measurement)
    }
}
