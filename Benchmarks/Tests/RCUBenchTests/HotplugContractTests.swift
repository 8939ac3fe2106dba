import Foundation
import Testing

@testable import rcu_bench

struct HotplugContractTests {
    @Test func everyOperationHasARowForEachNumberOfWorkers() throws {
        let outcome = try BuiltBenchmark.run([
            "hotplug", "--workers", "1,3", "--samples", "8", "--row-seconds", "0.05", "--rounds", "2", "--format",
            "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "hotplug")
        let rows = try #require(report["rows"] as? [[String: Any]])
        let names = HotplugOperation.allCases.flatMap { ["\($0.rawValue) 1", "\($0.rawValue) 3"] }
        #expect(rows.map { "\($0["operation"] ?? "") \($0["workers"] ?? "")" } == names)
        for row in rows {
            let figures = ["p50Ns", "p99Ns", "maxNs"].compactMap { (row[$0] as? NSNumber)?.doubleValue }
            #expect(figures.count == 3)
            #expect(figures == figures.sorted())
            #expect(figures.first.map { $0 > 0 } == true)
            #expect(try #require(row["samples"] as? Int) >= 2)
        }
    }

    @Test func csvBeginsWithTheContractsKeys() throws {
        let outcome = try BuiltBenchmark.run([
            "hotplug", "--workers", "2", "--samples", "4", "--row-seconds", "600", "--rounds", "1", "--operations",
            "broadcast,bring-up", "--format", "csv",
        ])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("operation,workers,p50Ns,p99Ns,"))
        #expect(lines[1].hasPrefix("broadcast,2,"))
        #expect(lines[2].hasPrefix("bring-up,2,"))
        #expect(lines.dropFirst().allSatisfy { $0.hasSuffix(",4") })
    }

    @Test func theTableIsInMicroseconds() throws {
        let outcome = try BuiltBenchmark.run([
            "hotplug", "--workers", "1", "--samples", "4", "--rounds", "1", "--operations", "run and wait",
        ])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.contains { $0.contains("p50 us") && $0.contains("p99 us") })
        #expect(lines.contains { $0.hasPrefix("run and wait") })
    }
}
