@testable import BlockAllocator

/// The scenarios of seed 2: pairs of an allocation and its release, whose counters are known.
enum Scenario {
    case exhaust
    case random(seed: UInt64)
    case ascending

    /// What the allocator counted, in one thread on one processor.
    func run(
        blockPages: Int,
        _ insertion: BlockAllocator.Insertion,
        iterations: Int
    ) throws -> BlockAllocator.Statistics {
        var configuration = BlockAllocator.Configuration()
        configuration.queueLimit = 1
        configuration.blockPages = blockPages
        configuration.insertion = insertion
        configuration.poisonOnFree = false
        let allocator = try BlockAllocator(configuration)
        return PinnedThread.run {
            do {
                for _ in 0..<iterations { try iterate(allocator) }
                return allocator.statistics
            } catch {
                fatalError("\(error)")
            }
        }
    }

    private func iterate(_ allocator: BlockAllocator) throws {
        let blockPages = allocator.core.configuration.blockPages
        switch self {
        case .exhaust:
            try pairs(1, of: 16, allocator)
            try pairs((blockPages - 16) / 8 - 1, of: 8, allocator)
        case .random(let seed):
            var random = SplitMix(seed: seed)
            for _ in 0..<10_000 { try pairs(1, of: 1 + random.below(64), allocator) }
        case .ascending:
            for order in 0...6 { try pairs(blockPages >> order - 1, of: 1 << order, allocator) }
            for order in 0...6 { try pairs(1, of: 1 << order, allocator) }
        }
    }

    private func pairs(_ count: Int, of pages: Int, _ allocator: BlockAllocator) throws {
        for _ in 0..<count { _ = try allocator.allocate(pages: pages) }
    }
}
