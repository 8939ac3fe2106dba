import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Threads that the system moves")
struct MigrationTests {
    /// On the way that new blocks come by, too: it asked the processor, and took that one's queue from its owner.
    @Test(
        "A thread on another processor keeps its queue, and leaves the one there alone",
        .enabled(if: PinnedThread.processors.count > 1, "there is one processor, and so one queue that is used")
    )
    func keepsItsQueue() throws {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.poisonOnFree = false
        let allocator = try BlockAllocator(configuration)
        let settled = Latch()
        let isOver = Latch()
        // Enough in a row for the lease.
        @Sendable func settle() {
            for _ in 0..<2 * LeaseTurns.streakForLease { try? allocator.allocate(pages: 1).release() }
        }
        let resident = PinnedThread.start(on: 1) {
            settle()
            settled.open()
            isOver.wait()
        }
        settled.wait()
        let seen = PinnedThread.run(on: 0) {
            settle()
            PinnedThread.pin(to: 1)
            let before = allocator.statistics
            var held: [HeldRange] = []
            for _ in 0..<200 {
                if let range = try? allocator.allocate(pages: 64) {
                    held.append(HeldRange(range, .shortLived, stamp: 0))
                }
            }
            let after = allocator.statistics
            return [after.blocksAllocated - before.blocksAllocated, after.leaseRevocations - before.leaseRevocations]
        }
        isOver.open()
        resident.join()
        #expect(seen[0] > 50, "\(seen[0]) new blocks")
        #expect(seen[1] == 0, "the queue of the other processor was taken \(seen[1]) times")
    }
}
