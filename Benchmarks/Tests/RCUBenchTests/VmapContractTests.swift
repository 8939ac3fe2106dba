import Foundation
import Testing

@testable import rcu_bench

struct VmapContractTests {
    private static let keys = [
        "scenario", "policy", "blockPages", "maps", "blocksAllocated", "blocksFreed", "blocksLive", "longestScan",
        "meanScan", "mapMeanNs", "unmapMeanNs", "expected", "verdict",
    ]

    @Test func theSeedsCountersInJSON() throws {
        let outcome = try BuiltBenchmark.run(["vmap", "--timed-pairs", "0", "--format", "json"])
        #expect(outcome.status == 0, "\(outcome.messages)\(outcome.output)")
        #expect(outcome.messages.isEmpty)
        let report = try outcome.report()
        #expect(report["benchmark"] as? String == "vmap")
        let rows = try #require(report["rows"] as? [[String: Any]])
        #expect(rows.compactMap { $0["scenario"] as? String } == ["1", "1", "2", "2", "3", "3"])
        #expect(rows.compactMap { $0["policy"] as? String } == ["head", "tail", "head", "tail", "head", "tail"])
        #expect(rows.compactMap { $0["maps"] as? Int } == [126_000, 126_000, 10_000, 10_000, 2_032_000, 2_032_000])
        #expect(rows.allSatisfy { $0["verdict"] as? String == "PASS" && $0["blockPages"] as? Int == 1024 })
        let exact = rows.filter { $0["scenario"] as? String != "2" }
        #expect(exact.compactMap { $0["blocksAllocated"] as? Int } == [1000, 993, 7001, 7000])
        #expect(exact.compactMap { $0["blocksFreed"] as? Int } == [0, 992, 6993, 7000])
        #expect(exact.compactMap { $0["blocksLive"] as? Int } == [1000, 1, 8, 0])
        #expect(exact.compactMap { $0["longestScan"] as? Int } == [999, 1, 7, 7])
    }

    @Test func csvBeginsWithTheContractsKeys() throws {
        let outcome = try BuiltBenchmark.run([
            "vmap", "--block-pages", "256", "--scenarios", "1,3", "--policies", "tail", "--timed-pairs", "100",
            "--rounds", "2", "--format", "csv",
        ])
        #expect(outcome.status == 0, "\(outcome.messages)")
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix(Self.keys.joined(separator: ",") + ","))
        #expect(lines[1].hasPrefix("1,tail,256,30000,969,968,1,"))
        #expect(lines[2].hasPrefix("3,tail,256,508000,7000,7000,0,7,"))
        #expect(lines.dropFirst().allSatisfy { $0.contains(",PASS,") })
    }

    @Test(arguments: [["--form", "range"], ["--form", "address"], ["--touch"]])
    func theCountersAreThoseOfEveryForm(_ option: [String]) throws {
        let row = try #require(try rows(["--scenarios", "1", "--policies", "tail"] + option).first)
        #expect(row["blocksAllocated"] as? Int == 993)
        #expect(row["blocksFreed"] as? Int == 992)
        #expect(row["verdict"] as? String == "PASS")
        #expect(try #require((row["pairNs"] as? NSNumber)?.doubleValue) > 0)
        let parts = ["mapMeanNs", "unmapMeanNs"].compactMap { (row[$0] as? NSNumber)?.doubleValue }
        #expect(parts.count == 2)
    }

    @Test(arguments: [["--threads", "2"], ["--producer-consumer"]])
    func whereThreadsMeetNothingIsKnownOfTheCounters(_ option: [String]) throws {
        let row = try #require(try rows(["--scenarios", "2", "--policies", "tail"] + option).first)
        #expect(row["verdict"] as? String == "unchecked")
        #expect((row["expected"] as? String)?.hasPrefix("no figure: ") == true)
        #expect(row["threads"] as? Int == 2)
        #expect(try #require((row["pairsPerSecond"] as? NSNumber)?.doubleValue) > 0)
    }

    @Test func peersStandBesideIt() throws {
        let rows = try rows(["--scenarios", "2", "--policies", "tail", "--peers", "all"])
        let peers = PeerName.allCases.map(\.rawValue)
        #expect(rows.compactMap { $0["policy"] as? String } == ["tail"] + peers)
        for row in rows.dropFirst() {
            #expect(row["verdict"] is NSNull)
            #expect(row["blocksAllocated"] is NSNull)
            // A library that is not installed has a row all the same.
            let ran = row["note"] is NSNull
            #expect((row["pairNs"] is NSNumber) == ran)
            #expect(ran || (row["note"] as? String)?.hasPrefix("not installed") == true)
        }
        // These are everywhere.
        #expect(
            rows.filter { ["glibc", "mmap"].contains($0["policy"] as? String) }.allSatisfy { $0["note"] is NSNull }
        )
        #expect((rows[0]["versusCheapestMalloc"] as? NSNumber) != nil)
        #expect((rows[0]["cheaperThanMmap"] as? NSNumber) != nil)
    }

    @Test(arguments: PeerName.allCases.filter { $0.isMalloc && $0 != .glibc })
    func aLibraryThatIsNotThereIsARowThatSaysSo(_ peer: PeerName) throws {
        // As the child that is started for the peer, and with nothing preloaded.
        let outcome = try BuiltBenchmark.run(
            ["vmap", "--only-peers", "--peers", peer.rawValue, "--scenarios", "2", "--format", "json"],
            environment: ["RCU_BENCH_PEER": peer.rawValue, "LD_PRELOAD": ""]
        )
        #expect(outcome.status == 0, "\(outcome.messages)")
        let row = try #require((try outcome.report()["rows"] as? [[String: Any]])?.first)
        #expect((row["note"] as? String)?.hasPrefix("not installed: malloc is that of libc.") == true)
        #expect(row["pairNs"] is NSNull)
    }

    @Test func aLongRunStaysBounded() throws {
        let row = try #require(try rows(["--operations", "100000"]).first)
        #expect(row["scenario"] as? String == "mixed")
        #expect(row["policy"] as? String == "tail")
        #expect(row["verdict"] as? String == "PASS")
        #expect(row["blocksLive"] as? Int != nil)
        #expect(try #require(row["peakMappings"] as? Int) >= 1)
    }

    @Test func thePlotShowsHeadGrowAndTailStay() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("rcu-bench-\(UUID()).svg")
        defer { try? FileManager.default.removeItem(at: file) }
        _ = try rows(["--scenarios", "1", "--policies", "tail", "--plot", file.path])
        let image = try String(contentsOf: file, encoding: .utf8)
        #expect(image.contains("head: 1000 at the end"))
        #expect(image.contains("tail: 1 at the end"))
    }

    private func rows(_ arguments: [String]) throws -> [[String: Any]] {
        let outcome = try BuiltBenchmark.run(["vmap", "--timed-pairs", "1000", "--format", "json"] + arguments)
        #expect(outcome.status == 0, "\(outcome.messages)")
        #expect(outcome.messages.isEmpty)
        return try #require(try outcome.report()["rows"] as? [[String: Any]])
    }
}
