import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Address space")
struct BoundedAddressSpaceTests {
    @Test("It stays bounded over millions of operations, and so do the mappings")
    func bounded() throws {
        let operations = longTests ? 10_000_000 : 300_000
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 256
        configuration.poisonOnFree = false
        configuration.lazyLimitBytes = 8 << 20
        let allocator = try BlockAllocator(configuration)
        let result = PinnedThread.run { () -> (early: Int, late: Int, mappings: Int) in
            let warmUp = churn(allocator, operations: 100_000, seed: 1)
            let early = allocator.statistics.peakAddressBytes
            warmUp.forEach { $0.free(.dropped, to: allocator) }
            let held = churn(allocator, operations: operations, seed: 2)
            let mappings = allocator.backing?.mappings ?? -1
            held.forEach { $0.free(.dropped, to: allocator) }
            return (early, allocator.statistics.peakAddressBytes, mappings)
        }
        // 200 ranges keep 200 blocks of 1 MiB at most.
        #expect(result.early <= 256 << 20, "\(result.early >> 20) MiB after 100,000 operations")
        #expect(
            result.late <= result.early * 3 / 2,
            "\(result.late >> 20) MiB in the end, \(result.early >> 20) MiB after 100,000 operations"
        )
        #expect(result.mappings >= 1 && result.mappings < 200, "\(result.mappings) mappings")
        let statistics = allocator.statistics
        #expect(statistics.allocations >= (operations + 100_000) / 2)
    }
}

/// Random allocations and releases of which 200 ranges are live at a time, some of them large.
private func churn(_ allocator: BlockAllocator, operations: Int, seed: UInt64) -> [HeldRange] {
    var random = SplitMix(seed: seed)
    var held: [HeldRange] = []
    held.reserveCapacity(256)
    do {
        for _ in 0..<operations / 2 {
            let pages = random.below(200) == 0 ? 65 + random.below(300) : 1 + random.below(1 << random.below(7))
            let range = try HeldRange(allocator.allocate(pages: pages), .shortLived, stamp: 0)
            if held.count < 200 {
                held.append(range)
            } else {
                // The young die young.
                let place = random.percent(90) ? 100 + random.below(100) : random.below(200)
                held[place].free(random.percent(50) ? .dropped : .address, to: allocator)
                held[place] = range
            }
        }
    } catch {
        fatalError("\(error)")
    }
    return held
}
