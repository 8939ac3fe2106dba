import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Random operations at the same time")
struct ConcurrentRunTests {
    @Test("Ranges that threads exchange keep their contents, and every invariant holds whenever all stand still")
    func exchange() throws {
        let run = try ConcurrentRun(seed: 7, threads: 4, places: 96)
        run.run(rounds: longTests ? 400 : 20, steps: longTests ? 3000 : 2000)
        #expect(run.problems.isEmpty, "\(run.problems.prefix(5).joined(separator: "\n"))")
        let statistics = run.allocator.statistics
        #expect(statistics.blocksFreed > 50 && statistics.purgedBlocks > 0)
    }
}
