import Foundation
import Testing

@testable import rcu_bench

struct SectionsContractTests {
    @Test func everyKindHasItsRow() throws {
        let outcome = try BuiltBenchmark.run([
            "sections", "--threads", "1,2", "--sections-per-turn", "1000", "--rounds", "3", "--format", "json",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let rows = try #require(try outcome.report()["rows"] as? [[String: Any]])
        let names = SectionName.allCases.map(\.rawValue)
        #expect(rows.compactMap { $0["section"] as? String } == names + names)
        #expect(rows.compactMap { $0["threads"] as? Int } == names.map { _ in 1 } + names.map { _ in 2 })
        for row in rows where row["note"] is NSNull {
            #expect(try #require((row["nsPerSection"] as? NSNumber)?.doubleValue) > 0)
        }
        let reads = rows.filter { $0["section"] as? String == "read" }
        #expect(reads.allSatisfy { ($0["versusRead"] as? NSNumber)?.doubleValue == 1 })
    }

    @Test func ratiosAreToReadOnAsManyThreads() {
        let rows = [
            SectionRow(.read, threads: 1, rounds: [2, 9, 1], note: nil),
            SectionRow(.box, threads: 1, rounds: [6], note: nil),
            SectionRow(.box, threads: 2, rounds: [6], note: nil),
            SectionRow(.liburcuMemb, threads: 1, rounds: [], note: "not here"),
        ]
        #expect(SectionRow.compared(rows).map(\.versusRead) == [1, 3, nil, nil])
    }
}
