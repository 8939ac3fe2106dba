import TestThreads
import Testing

@testable import BlockAllocator

/// The counters of seed 2, and of a model of its algorithm for blocks of 256 pages.
@Suite("Scenarios of seed 2")
struct ScenarioTests {
    @Test("Scenario 1: insertion at the tail uses blocks up, insertion at the head makes new ones for ever")
    func exhaust() throws {
        let tail = try Scenario.exhaust.run(blockPages: 1024, .tail, iterations: 1000)
        #expect(tail.allocations == 126_000)
        #expect(tail.blocksAllocated == 993 && tail.blocksFreed == 992)
        #expect(tail.longestWalk == 1)
        #expect(BlockAllocator.Configuration().insertion == .tail)
        let head = try Scenario.exhaust.run(blockPages: 1024, .head, iterations: 1000)
        #expect(head.allocations == 126_000)
        #expect(head.blocksAllocated == 1000 && head.blocksFreed == 0)
        #expect(head.longestWalk == 999)
    }

    @Test("Scenario 1 with blocks of 256 pages")
    func exhaustSmallBlocks() throws {
        let tail = try Scenario.exhaust.run(blockPages: 256, .tail, iterations: 1000)
        #expect(tail.allocations == 30_000)
        #expect(tail.blocksAllocated == 969 && tail.blocksFreed == 968)
        #expect(tail.longestWalk <= 7)
    }

    /// The bands are those of sixty other generators; the model has the exact counters of this one.
    @Test("Scenario 2: random sizes stay within the seed's band", arguments: 1...(longTests ? 60 : 4))
    func random(seed: Int) throws {
        let tail = try random(UInt64(seed), .tail)
        #expect((410...423).contains(tail.blocksAllocated) && (408...420).contains(tail.blocksFreed))
        #expect(tail.longestWalk <= 7)
        let head = try random(UInt64(seed), .head)
        #expect((415...430).contains(head.blocksAllocated))
        #expect(head.longestWalk > 300)
    }

    private func random(_ seed: UInt64, _ insertion: BlockAllocator.Insertion) throws -> BlockAllocator.Statistics {
        let found = try Scenario.random(seed: seed).run(blockPages: 1024, insertion, iterations: 1)
        var generator = SplitMix(seed: seed)
        var model = BlockModel(blockPages: 1024, insertion)
        for _ in 0..<10_000 { model.pair(pages: 1 + generator.below(64)) }
        #expect(found.allocations == 10_000)
        #expect(found.blocksAllocated == model.blocksAllocated)
        #expect(found.blocksFreed == model.blocksFreed)
        #expect(found.longestWalk == model.longestWalk)
        return found
    }

    @Test("Scenario 3: every order leaves a hole, and the holes are filled")
    func ascending() throws {
        // Millions of pairs, which ThreadSanitizer has nothing to say about.
        let iterations = underThreadSanitizer ? 100 : 1000
        let tail = try Scenario.ascending.run(blockPages: 1024, .tail, iterations: iterations)
        #expect(tail.allocations == 2032 * iterations)
        #expect(tail.blocksAllocated == 7 * iterations && tail.blocksFreed == 7 * iterations)
        #expect(tail.longestWalk == 7)
        let head = try Scenario.ascending.run(blockPages: 1024, .head, iterations: iterations)
        #expect(head.allocations == 2032 * iterations)
        #expect(head.blocksAllocated == 7 * iterations + 1 && head.blocksFreed == 7 * iterations - 7)
        #expect(head.longestWalk == 7)
    }

    @Test("Scenario 3 with blocks of 256 pages")
    func ascendingSmallBlocks() throws {
        let tail = try Scenario.ascending.run(blockPages: 256, .tail, iterations: 1000)
        #expect(tail.allocations == 508_000)
        #expect(tail.blocksAllocated == 7000 && tail.blocksFreed == 7000)
        #expect(tail.longestWalk <= 7)
    }
}
