import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Random operations")
struct RandomisedRunTests {
    @Test("After every step of threads that take turns every invariant holds", arguments: [1, 2, 3, 4] as [UInt64])
    func turns(seed: UInt64) throws {
        let run = try RandomisedRun(seed: seed)
        run.run(steps: longTests ? 250_000 : 5_000, threads: 4)
        #expect(run.problems.isEmpty, "\(run.problems.prefix(5).joined(separator: "\n"))")
        // Otherwise the paths beside the lease, or those within it, were not tested.
        let statistics = run.statistics
        #expect(statistics.leaseRevocations > 0 && statistics.blocksFreed > 10 && statistics.purgedBlocks > 0)
    }
}
