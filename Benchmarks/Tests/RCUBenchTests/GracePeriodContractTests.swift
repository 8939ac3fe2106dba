import Foundation
import Testing

@testable import rcu_bench

struct GracePeriodContractTests {
    private static let keys = ["operation", "implementation", "idleReaders", "p50Ns", "p99Ns", "p999Ns"]

    @Test func namesAreTheContracts() {
        let names = GracePeriodOperation.allCases.map(\.rawValue)
        #expect(Set(["synchronize", "synchronize-async", "token", "retire", "barrier"]).isSubset(of: names))
        #expect(
            ImplementationName.allCases.map(\.rawValue) == [
                "rcu", "liburcu-memb", "liburcu-mb", "liburcu-bp", "liburcu-qsbr",
            ]
        )
    }

    @Test func everyOperationOfEachImplementationHasItsRow() throws {
        let outcome = try BuiltBenchmark.run([
            "grace-period", "--readers", "3,1", "--samples", "20", "--row-seconds", "0.02", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "grace-period")
        let rows = try #require(report["rows"] as? [[String: Any]])
        let offered = GracePeriodOperation.allCases.flatMap { operation in
            ImplementationName.allCases.filter(operation.isOffered).map { operation.rawValue + " " + $0.rawValue }
        }
        let found = rows.map { "\($0["operation"] ?? "") \($0["implementation"] ?? "")" }
        #expect(found == offered + offered)
        #expect(rows.compactMap { $0["idleReaders"] as? Int } == offered.map { _ in 1 } + offered.map { _ in 3 })
        for row in rows {
            let percentiles = ["p50Ns", "p99Ns", "p999Ns", "maxNs"].compactMap { (row[$0] as? NSNumber)?.doubleValue }
            #expect(percentiles.count == 4)
            #expect(percentiles == percentiles.sorted())
            #expect(try #require(row["samples"] as? Int) >= GracePeriodBenchmark.rounds)
            let isBurst = row["operation"] as? String == "synchronize-10000-tasks"
            #expect((row["burstNs"] is NSNull) == !isBurst)
            #expect((row["gracePeriods"] is Int) == (isBurst && row["implementation"] as? String == "rcu"))
        }
    }

    @Test func csvBeginsWithTheContractsKeys() throws {
        let outcome = try BuiltBenchmark.run([
            "grace-period", "--readers", "0", "--samples", "10", "--operations", "synchronize", "--format", "csv",
        ])
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 1 + ImplementationName.allCases.count)
        #expect(lines[0].hasPrefix(Self.keys.joined(separator: ",") + ","))
        #expect(lines[1].hasPrefix("synchronize,rcu,0,"))
    }
}
