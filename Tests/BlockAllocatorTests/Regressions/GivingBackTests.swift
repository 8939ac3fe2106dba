import Testing

@testable import BlockAllocator

@Suite("Giving memory back")
struct GivingBackTests {
    /// The purge inside kept what it had just ended warm, for a thread that has the queue's lease.
    @Test("An empty block is given back whole")
    func emptyBlock() throws {
        let allocator = try BlockAllocator()
        // On one processor: moved before it has a lease, the thread would leave a block on each.
        let given = PinnedThread.run {
            // So often that the queue leans towards this thread.
            for _ in 0..<200 { try? allocator.allocate(pages: 1).release() }
            return allocator.giveBack(atLeast: 1)
        }
        #expect(given == 2 << 20)
        #expect(allocator.statistics.addressBytes == 0)
    }

    /// The block's earlier life had filled the pages that the present one has not handed out yet.
    @Test("A flush gives back what an earlier life of a block has left in its free pages")
    func earlierLife() throws {
        let allocator = try BlockAllocator()
        for _ in 0..<200 {
            let range = try allocator.allocate(pages: 64)
            range.bytes.storeBytes(of: 1, as: UInt8.self)
        }
        let kept = try allocator.allocate(pages: 1)
        kept.bytes.storeBytes(of: 1, as: UInt8.self)
        allocator.flush()
        let resident = try #require(allocator.backing).residentBytes
        #expect(resident == kept.byteCount)
        let next = try allocator.allocate(pages: 64)
        #expect(next.bytes.allSatisfy { $0 == 0 })
        #expect(kept.bytes.load(as: UInt8.self) == 1)
    }
}
