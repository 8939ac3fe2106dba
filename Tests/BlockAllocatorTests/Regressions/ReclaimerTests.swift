import ReadCopyUpdate
import Testing

@testable import BlockAllocator

@Suite("Reclaimers")
struct ReclaimerTests {
    private final class Cache: Sendable {
        let range: PageRange
        init(_ range: consuming PageRange) { self.range = range }
    }

    /// The core waited for the range, the range for the cache, the cache for the closure, and that for the core.
    @Test("A reclaimer that keeps ranges does not outlive the allocator")
    func goesWithTheAllocator() throws {
        weak var seen: Cache?
        do {
            let allocator = try BlockAllocator()
            let cache = Cache(try allocator.allocate(pages: 1))
            seen = cache
            try allocator.addReclaimer { cache.range.pageCount * 0 }
        }
        #expect(seen == nil)
    }

    /// It asked itself for room until the stack was full.
    @Test("A reclaimer that allocates gets an error instead of being asked again")
    func allocates() async {
        await #expect(processExitsWith: .success) {
            var configuration = BlockAllocator.Configuration()
            configuration.queueLimit = 1
            configuration.reservationBytes = 2 << 20
            let allocator = try BlockAllocator(configuration)
            let all = try allocator.allocate(pages: 512)
            try allocator.addReclaimer { [unowned allocator] in
                (try? allocator.allocate(pages: 1).byteCount) ?? 4096
            }
            #expect(throws: BlockAllocatorError.self) { _ = try allocator.allocate(pages: 1).pageCount }
            _ = consume all
        }
    }
}
