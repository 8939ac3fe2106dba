import Foundation
import Testing

/// The contract's keys, in its order, on short runs of the built program.
struct ContractTests {
    private static let throughputKeys = [
        "scheme", "seedRow", "readers", "writers", "seconds", "reads", "writes", "nsPerRead", "readsVersusMB",
        "seedReads",
        "seedWrites",
    ]

    @Test func throughputInJSON() throws {
        let schemes = ["liburcu-mb", "rcu", "rcu-qsbr", "unsynchronized"]
        let outcome = try BuiltBenchmark.run([
            "--readers", "2", "--writers", "1", "--seconds", "0.05", "--schemes", schemes.joined(separator: ","),
            "--format", "json",
        ])
        #expect(outcome.status == 0)
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "throughput")
        let rows = try #require(report["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["scheme"] as? String } == schemes)
        for row in rows {
            #expect(row["readers"] as? Int == 2)
            #expect(row["seconds"] as? Double == 0.05)
            #expect(try #require(row["reads"] as? Int) > 0)
            #expect(try #require(row["writes"] as? Int) > 0)
        }
        #expect(rows[0]["readsVersusMB"] as? Double == 1)
        #expect(rows[0]["seedReads"] as? Int == 1_701_557_485)
        #expect(rows[0]["seedRow"] as? String == "memory barriers in reader")
        #expect(rows[1]["seedReads"] is NSNull)
    }

    @Test func throughputInCSVBeginsWithTheContractsKeys() throws {
        let outcome = try BuiltBenchmark.run([
            "throughput", "--readers", "1", "--writers", "0", "--seconds", "0.02", "--schemes", "rcu,mutex", "--format",
            "csv",
        ])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(Self.throughputKeys.joined(separator: ",")))
        #expect(outcome.output.contains("\nrcu,,1,0,0.02,"))
    }

    @Test func aSchemeUnderAnotherStrategyRunsInAChildProcess() throws {
        let outcome = try BuiltBenchmark.run([
            "--readers", "1", "--writers", "1", "--seconds", "0.05", "--schemes", "rcu-signal", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.report()["rows"] as? [[String: Any]])
        #expect(rows.map { $0["scheme"] as? String } == ["rcu-signal"])
        #expect(try #require(rows[0]["writes"] as? Int) > 0)
        #expect(rows[0]["readsVersusMB"] is NSNull)
    }

    @Test func theResultGoesToTheFileAndNowhereElse() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("rcu-bench-\(UUID()).csv")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data("what was there before, which is longer than the result will be".utf8).write(to: file)
        let outcome = try BuiltBenchmark.run([
            "fences", "--fences", "light", "--siblings", "0", "--calls", "10", "--format", "csv", "--output", file.path,
        ])
        #expect(outcome.status == 0)
        #expect(outcome.output.isEmpty)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.hasPrefix("fence,strategy,siblings,meanNs,p50Ns,p99Ns,maxNs"))
        #expect(text.split(separator: "\n").count == 2)
    }

    @Test func fencesInJSON() throws {
        let outcome = try BuiltBenchmark.run([
            "fences", "--siblings", "0,1", "--calls", "20", "--global-calls", "2", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.report()["rows"] as? [[String: Any]])
        // light, full and global once, heavy under four strategies; each with no sibling and with one.
        #expect(rows.count == 14)
        let heavy = rows.filter { $0["fence"] as? String == "heavy" }
        #expect(
            Set(heavy.compactMap { $0["strategy"] as? String }) == [
                "private-expedited", "signal", "global", "mprotect",
            ]
        )
        for row in rows where row["note"] is NSNull {
            #expect(row["meanNs"] is Double || row["meanNs"] is Int)
        }
    }

    @Test func orderingInJSON() throws {
        let outcome = try BuiltBenchmark.run(["ordering", "--runs", "50", "--format", "json"])
        // So few runs show too little; a FAIL for want of witnesses is status 1.
        #expect([0, 1].contains(outcome.status), "\(outcome.messages)")
        let rows = try #require(try outcome.report()["rows"] as? [[String: Any]])
        #expect(rows.count == 36)
        for row in rows {
            let left = try #require(row["left"] as? String)
            let right = try #require(row["right"] as? String)
            #expect(["barrier", "smp_mb", "membarrier"].contains(left))
            let isOrdered = left == "membarrier" || right == "membarrier" || (left == "smp_mb" && right == "smp_mb")
            #expect(row["expected"] as? String == (isOrdered ? "O" : "X"))
            #expect(try #require(row["runs"] as? Int) >= 50)
            if isOrdered { #expect(row["forbiddenSeen"] as? Int == 0) }
        }
    }
}
