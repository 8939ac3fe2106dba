import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Flushes beside requests")
struct FlushUnderLoadTests {
    /// A flush sets free pages of reused blocks aside for its system calls; requests pass those blocks by, and must come back to them.
    @Test("Blocks that requests have passed during a flush are used up afterwards")
    func passed() throws {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.poisonOnFree = false
        let allocator = try BlockAllocator(configuration)
        let isDone = SharedCounter()
        let flushes = SharedCounter()
        let flusher = TestThread {
            while isDone.count == 0 {
                allocator.flush()
                flushes.increment()
            }
        }
        let user = TestThread {
            var random = SplitMix(seed: 7)
            var requests = 0
            while requests < 60_000 || flushes.count < 50 {
                requests += 1
                try? allocator.allocate(pages: 1 + random.below(8)).release()
            }
            isDone.increment()
        }
        user.join()
        flusher.join()
        let statistics = allocator.statistics
        let live = statistics.blocksLive
        #expect(live <= 16, "\(live) blocks are left of \(statistics.blocksAllocated)")
    }
}
