import Testing

@testable import rcu_bench

struct PageSequenceTests {
    @Test(arguments: [
        (VmapScenario.exhaust, 1024, 126_000), (.random, 1024, 10_000), (.ascending, 1024, 2_032_000),
        (.exhaust, 256, 30_000), (.random, 256, 10_000), (.ascending, 256, 508_000), (.exhaust, 128, 14_000),
    ])
    func itHasTheSeedsMaps(_ scenario: VmapScenario, _ blockPages: Int, _ maps: Int) throws {
        let sequence = try #require(PageSequence(scenario, blockPages: blockPages))
        #expect(sequence.pairs == maps)
    }

    /// One block's worth, but for the hole.
    @Test func theFirstScenarioLeavesAHoleThatNoLargeChunkFitsInto() throws {
        let sequence = try #require(PageSequence(.exhaust, blockPages: 1024))
        #expect(sequence.steps == [.init(16, pairs: 1), .init(8, pairs: 125)])
        #expect(pages(sequence) == 1024 - 8)
    }

    /// A block for each order, and all of it.
    @Test func theThirdScenarioFillsItsBlocks() throws {
        let sequence = try #require(PageSequence(.ascending, blockPages: 1024))
        #expect(pages(sequence) == 7 * 1024)
        #expect(sequence.steps.suffix(7).map(\.pages) == [1, 2, 4, 8, 16, 32, 64])
    }

    @Test func randomSizesAreTheSameEachTimeAndOfEverySize() throws {
        let sequence = try #require(PageSequence(.random, blockPages: 1024))
        #expect(sequence.steps == PageSequence(.random, blockPages: 512)?.steps)
        #expect(Set(sequence.steps.map(\.pages)) == Set(1...64))
        #expect(sequence.steps.allSatisfy { $0.pairs == 1 })
    }

    @Test func aShortenedOneHasWholeIterations() throws {
        let sequence = try #require(PageSequence(.exhaust, blockPages: 1024))
        #expect(sequence.shortened(toPairs: 300).pairs == 252)
        #expect(sequence.shortened(toPairs: 1).pairs == 126)
        #expect(sequence.shortened(toPairs: 1_000_000).pairs == sequence.pairs)
    }

    @Test func aPassMakesEachRequestOnce() throws {
        let sequence = try #require(PageSequence(.ascending, blockPages: 128)).shortened(toPairs: 500)
        for touching in [false, true] {
            let source = CountingSource()
            PassLoop.run(source, sequence, touching: touching)
            #expect(source.allocations.count == sequence.pairs)
            #expect(source.allocations == source.frees)
            #expect(source.allocations.reduce(0, +) == pages(sequence) * sequence.iterations)
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func theConsumerFreesEveryRangeInItsOrder() throws {
        let sequence = try #require(PageSequence(.random, blockPages: 128))
        let source = CountingSource()
        let timing = ProducerConsumerRun(source: source, sequence: sequence, touching: true).time(passes: 2)
        #expect(timing.pairs == 20_000)
        #expect(source.allocations.count == 20_000)
        #expect(source.allocations == source.frees)
    }

    private func pages(_ sequence: PageSequence) -> Int {
        sequence.steps.reduce(0) { $0 + Int($1.pages) * Int($1.pairs) }
    }
}
