import Foundation
import Testing

@testable import rcu_bench

struct HugePagesContractTests {
    private static let phases = [
        "memset page fault", "memset tlb miss", "memset second tlb miss", "random access tlb miss",
        "random access second tlb miss", "really random access",
    ]

    @Test func bothPoliciesHaveAllPhasesAndTheProof() throws {
        let outcome = try BuiltBenchmark.run(["hugepages", "--mebibytes", "64", "--rounds", "2", "--format", "json"])
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "hugepages")
        let rows = try #require(report["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["phase"] as? String } == Self.phases + Self.phases)
        let policies = Self.phases.map { _ in "huge" } + Self.phases.map { _ in "base" }
        #expect(rows.compactMap { $0["policy"] as? String } == policies)
        for row in rows {
            #expect(try #require(row["microseconds"] as? Int) > 0)
            let ratio = try #require((row["ratio"] as? NSNumber)?.doubleValue)
            let pair = rows.filter { $0["phase"] as? String == row["phase"] as? String }
            let times = pair.compactMap { ($0["microseconds"] as? NSNumber)?.doubleValue }
            // The rows are rounded to microseconds, the ratio is not.
            #expect(abs(ratio - times[1] / times[0]) < 0.1 * ratio)
            let isBase = row["policy"] as? String == "base"
            let huge = try #require(row["anonHugeKiB"] as? Int)
            // A machine that gives no huge pages must say so, and not pass.
            #expect((huge == (isBase ? 0 : 64 << 10)) == (row["note"] is NSNull))
            if isBase { #expect(huge == 0) }
        }
        let isProven = rows.allSatisfy { $0["note"] is NSNull }
        #expect(outcome.status == (isProven ? 0 : 1), "\(outcome.messages)")
        let seedRatios = rows.map { ($0["seedRatio"] as? NSNumber)?.doubleValue }
        #expect(seedRatios == [1.393, 1.015, 1.015, 1.069, 1.061, nil] + [1.393, 1.015, 1.015, 1.069, 1.061, nil])
    }

    @Test func theTableShowsTheSeedBesideAndTheProof() throws {
        let outcome = try BuiltBenchmark.run(["hugepages", "--mebibytes", "16", "--rounds", "1"])
        let lines = outcome.output.split(separator: "\n")
        for phase in Self.phases { #expect(lines.contains { $0.hasPrefix(phase) }) }
        #expect(outcome.output.contains("1566642"))
        #expect(lines.contains { $0.hasPrefix("huge: AnonHugePages") })
        #expect(lines.contains { $0.hasPrefix("base: AnonHugePages 0 of 16384 KiB: PASS") })
    }

    @Test func memoryThatIsNotWhatItShouldBeIsNoProof() {
        let bytes = 4 << 20
        #expect(HugePageProof(hugeBytes: [bytes, bytes], policy: .huge, bytes: bytes).objection == nil)
        #expect(HugePageProof(hugeBytes: [0, 0], policy: .base, bytes: bytes).objection == nil)
        let partly = HugePageProof(hugeBytes: [bytes, bytes / 2, bytes], policy: .huge, bytes: bytes)
        #expect(partly.hugeBytes == bytes / 2)
        #expect(partly.objection?.contains("2048 KiB of 4096 KiB") == true)
        let mixed = HugePageProof(hugeBytes: [0, 2 << 20], policy: .base, bytes: bytes)
        #expect(mixed.hugeBytes == 2 << 20)
        #expect(mixed.objection != nil)
        #expect(HugePageProof(hugeBytes: [bytes, nil], policy: .huge, bytes: bytes).objection != nil)
        #expect(HugePageProof(hugeBytes: [], policy: .base, bytes: bytes).objection != nil)
    }
}
