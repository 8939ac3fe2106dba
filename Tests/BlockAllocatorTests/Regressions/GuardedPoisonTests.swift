import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Guard pages and poison")
struct GuardedPoisonTests {
    /// The poison went as far as the size class does, into the guard.
    @Test("A range with a guard is poisoned when its address is freed", arguments: [1, 2, 3, 40, 63])
    func freeByAddress(pages: Int) async {
        await #expect(processExitsWith: .success) { [pages = pages as Int] in
            var configuration = BlockAllocator.Configuration()
            configuration.queueLimit = 1
            configuration.guardPages = true
            configuration.poisonOnFree = true
            let allocator = try BlockAllocator(configuration)
            let address = try allocator.allocateAddress(pages: pages)
            // Another range keeps the block.
            let other = try allocator.allocate(pages: 1)
            allocator.free(address)
            #expect(address.load(as: UInt8.self) == Poison.byte)
            _ = consume other
        }
    }
}
