import Testing

@testable import rcu_bench

/// A judge that lets a wrong count pass proves nothing.
struct VmapJudgeTests {
    private static let seed: [(VmapScenario, VmapPolicy, BlockCounters)] = [
        (.exhaust, .head, counters(126_000, 1000, 0, longest: 999)),
        (.exhaust, .tail, counters(126_000, 993, 992, longest: 1)),
        (.random, .head, counters(10_000, 420, 37, longest: 370)),
        (.random, .tail, counters(10_000, 414, 412, longest: 5)),
        (.ascending, .head, counters(2_032_000, 7001, 6993, longest: 7)),
        (.ascending, .tail, counters(2_032_000, 7000, 7000, longest: 7)),
    ]

    @Test func theSeedsCountersPass() {
        for (scenario, policy, counters) in Self.seed {
            #expect(verdict(scenario, policy, counters) == .pass, "\(scenario) \(policy)")
        }
        #expect(verdict(.exhaust, .tail, Self.counters(30_000, 969, 968, longest: 1), blockPages: 256) == .pass)
        #expect(verdict(.ascending, .tail, Self.counters(508_000, 7000, 7000, longest: 7), blockPages: 256) == .pass)
    }

    @Test func theOtherPolicysCountersFail() {
        for (scenario, policy, _) in Self.seed {
            let others = Self.seed.filter { $0.0 == scenario && $0.1 != policy }
            for other in others { #expect(verdict(scenario, policy, other.2) == .fail, "\(scenario) \(policy)") }
        }
    }

    @Test(arguments: [VmapScenario.exhaust, .ascending], VmapPolicy.allCases)
    func oneMoreOrLessFails(_ scenario: VmapScenario, _ policy: VmapPolicy) throws {
        let exact = try #require(Self.seed.first { $0.0 == scenario && $0.1 == policy }?.2)
        let fields: [WritableKeyPath<BlockCounters, Int>] = [
            \.maps, \.blocksAllocated, \.blocksFreed, \.blocksLive, \.longestScan,
        ]
        for field in fields {
            for change in [-1, 1] {
                var wrong = exact
                wrong[keyPath: field] += change
                #expect(verdict(scenario, policy, wrong) == .fail)
            }
        }
    }

    @Test(arguments: [(409, 408), (424, 412), (414, 407), (414, 421)])
    func randomSizesOutsideOfTheBandFail(_ allocated: Int, _ freed: Int) {
        #expect(verdict(.random, .tail, Self.counters(10_000, allocated, freed, longest: 5)) == .fail)
    }

    @Test func noFigureIsNoVerdict() {
        let counters = Self.counters(62_000, 1, 1, longest: 1000)
        #expect(verdict(.exhaust, .head, counters, blockPages: 512) == .unchecked)
        #expect(verdict(.exhaust, .head, counters, blockPages: 256) == .unchecked)
        let judged = VmapJudge(scenario: .exhaust, policy: .head, plan: Self.plan(blockPages: 512)).judge(
            VmapMeasurement(maps: 0, counters: counters)
        )
        #expect(judged.expected.contains("512"))
    }

    @Test func withTailNoWalkIsLongerThanTheSizesAreMany() {
        let short = Self.counters(1, 1, 1, longest: 7)
        let long = Self.counters(1, 1, 1, longest: 8)
        #expect(verdict(.exhaust, .tail, short, blockPages: 512) == .unchecked)
        #expect(verdict(.exhaust, .tail, long, blockPages: 512) == .fail)
        #expect(verdict(.exhaust, .tail, long, threads: 2) == .fail)
        // Two threads on one queue can each add a block for the same want.
        #expect(verdict(.exhaust, .tail, long, threads: 3) == .unchecked)
    }

    @Test func anAllocatorThatDoesNotCountFails() {
        let judge = VmapJudge(scenario: .exhaust, policy: .tail, plan: Self.plan())
        #expect(judge.judge(VmapMeasurement(maps: 126_000)).verdict == .fail)
    }

    @Test(arguments: [(20, VmapVerdict.pass), (21, .fail)])
    func aLongRunIsJudgedByItsPeaks(_ peak: Int, _ expected: VmapVerdict) {
        let growth = MixedGrowth(earlyPeakBytes: 10, peakBytes: peak, peakMappings: 1)
        let counters = Self.counters(1000, 1, 1, longest: 7)
        let measurement = VmapMeasurement(maps: 1000, counters: counters, growth: growth)
        let plan = Self.plan(operations: 1000)
        #expect(VmapJudge(scenario: .mixed, policy: .tail, plan: plan).judge(measurement).verdict == expected)
        #expect(VmapJudge(scenario: .mixed, policy: .head, plan: plan).judge(measurement).verdict == .unchecked)
    }

    static func counters(_ maps: Int, _ allocated: Int, _ freed: Int, longest: Int) -> BlockCounters {
        BlockCounters(
            maps: maps,
            blocksAllocated: allocated,
            blocksFreed: freed,
            blocksLive: allocated - freed,
            longestScan: longest,
            meanScan: 1,
            peakAddressBytes: 1 << 22
        )
    }

    static func plan(blockPages: Int = 1024, threads: Int = 1, operations: Int? = nil) -> VmapPlan {
        VmapPlan(
            blockPages: blockPages,
            threads: threads,
            form: .range,
            touches: false,
            producerConsumer: false,
            timedPairs: 0,
            operations: operations
        )
    }

    private func verdict(
        _ scenario: VmapScenario,
        _ policy: VmapPolicy,
        _ counters: BlockCounters,
        blockPages: Int = 1024,
        threads: Int = 1
    ) -> VmapVerdict {
        let plan = Self.plan(blockPages: blockPages, threads: threads)
        let judge = VmapJudge(scenario: scenario, policy: policy, plan: plan, processors: 2)
        return judge.judge(VmapMeasurement(maps: counters.maps, counters: counters)).verdict
    }
}
