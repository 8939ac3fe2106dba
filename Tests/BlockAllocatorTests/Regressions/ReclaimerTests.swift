import Notifiers
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

    @Test("The highest priority is asked first, and of one priority who came first")
    func order() throws {
        let allocator = try BlockAllocator(.small(megabytes: 2))
        let all = try allocator.allocate(pages: 512)
        let asked = FutexProtectedStrings()
        var subscriptions: [Subscription] = []
        for (number, priority) in [0, 5, -5, 0, 5, -5].enumerated() {
            let subscription = try allocator.subscribeReclaimer(priority: priority) { _ in asked.add(["\(number)"]) }
            subscriptions.append(Subscription(subscription))
        }
        #expect(throws: BlockAllocatorError.self) { _ = try allocator.allocate(pages: 1).pageCount }
        #expect(asked.all == ["1", "4", "0", "3", "2", "5"])
        _ = consume all
    }

    private final class Subscription {
        private let subscription: NotifierSubscription
        init(_ subscription: consuming NotifierSubscription) { self.subscription = subscription }
    }
}
