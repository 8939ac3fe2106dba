import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Lifetimes")
struct LifetimeTests {
    @Test("Ranges of different lifetimes never share a block")
    func noSharing() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let blockBytes = UInt(128 << 12)
        var blocks: [BlockAllocator.Lifetime: Set<UInt>] = [:]
        var random = SplitMix(seed: 5)
        var held: [HeldRange] = []
        for _ in 0..<2000 {
            let lifetime: BlockAllocator.Lifetime = random.percent(50) ? .longLived : .shortLived
            let range = try HeldRange(
                allocator.allocate(pages: 1 + random.below(16), lifetime: lifetime),
                BlockKind(lifetime),
                stamp: 0
            )
            held.append(range)
            blocks[lifetime, default: []].insert(range.address / blockBytes)
            if held.count > 64 {
                held.remove(at: random.below(held.count)).free(.dropped, to: allocator)
                // What was used by one lifetime may be by the other once its blocks have died.
                blocks = Dictionary(grouping: held, by: { $0.kind == .longLived ? .longLived : .shortLived })
                    .mapValues { Set($0.map { $0.address / blockBytes }) }
            }
            let shared = blocks[.shortLived, default: []].intersection(blocks[.longLived, default: []])
            #expect(shared.isEmpty, "short-lived and long-lived ranges share \(shared.count) blocks")
        }
    }

    /// The reference's model: one in 500 of random maps of 1 to 8 pages is kept, 400 in all.
    @Test("One long-lived range does not keep a block of short-lived ones, if it is known for one")
    func keptRanges() throws {
        let without = try peakWithKeptRanges(of: .shortLived)
        let with = try peakWithKeptRanges(of: .longLived)
        #expect(without > 1200 << 20, "without the hint 400 ranges keep only \(without >> 20) MiB")
        #expect(with < 32 << 20, "with the hint 400 ranges keep \(with >> 20) MiB")
    }

    private func peakWithKeptRanges(of lifetime: BlockAllocator.Lifetime) throws -> Int {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 1024
        configuration.poisonOnFree = false
        configuration.lazyLimitBytes = 0
        let allocator = try BlockAllocator(configuration)
        return PinnedThread.run {
            var random = SplitMix(seed: 500)
            var kept: [HeldRange] = []
            do {
                for number in 1...200_000 {
                    let pages = 1 + random.below(8)
                    if number % 500 == 0 {
                        let range = try allocator.allocate(pages: pages, lifetime: lifetime)
                        kept.append(HeldRange(range, BlockKind(lifetime), stamp: 0))
                    } else {
                        _ = try allocator.allocate(pages: pages)
                    }
                }
            } catch {
                fatalError("\(error)")
            }
            precondition(kept.count == 400)
            return allocator.statistics.peakAddressBytes
        }
    }
}
