import AsymmetricFences
import Notifiers
import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

/// A thread that allocates or frees never waits for a subscriber: it may hold what the subscriber waits for.
@Suite("Subscribers that cannot answer at once")
struct RefusalTests {
    @Test("What a subscriber refuses stays, is counted, and goes with the next flush")
    func refused() throws {
        let notifiers = MemoryNotifiers()
        let asked = SharedCounter()
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .mayRefuse { what in
                    asked.increment()
                    return what.isBlockable ? .done : .refused
                }
            )
        )
        let configuration = BlockAllocator.Configuration.small(megabytes: 64, blockPages: 128).with {
            $0.notifiers = notifiers
            $0.lazyLimitBytes = 0
        }
        let allocator = try BlockAllocator(configuration)
        let ranges = try (0..<20).map { _ in try allocator.allocateAddress(pages: 64) }
        for range in ranges { allocator.free(range) }
        #expect(asked.count > 0, "no death went beyond the limit: the test shows nothing")
        #expect(allocator.statistics.refusedAnnouncements == asked.count)
        #expect(allocator.statistics.lazyBytes > 0)
        #expect(allocator.statistics.addressBytes == 10 * 128 * 4096)
        allocator.flush()
        #expect(allocator.statistics.addressBytes == 0)
        subscription.unregister()
    }

    /// The callback waits for a lock whose holder uses up the reservation, frees, and only then lets go.
    @Test("A thread that holds the subscriber's lock allocates and frees while a flush waits for that lock")
    func noDeadlock() async {
        await #expect(processExitsWith: .success) {
            blocking {
                endIfItHangs(after: 60)
                do {
                    let notifiers = MemoryNotifiers()
                    let users = FutexLock()
                    let isWaiting = Latch()
                    let subscription = try notifiers.register(
                        MemoryOperations(
                            start: .mayRefuse { what in
                                guard what.isBlockable else {
                                    guard users.lock(within: 0) else { return .refused }
                                    users.unlock()
                                    return .done
                                }
                                isWaiting.open()
                                users.withLock {}
                                return .done
                            }
                        )
                    )
                    let configuration = BlockAllocator.Configuration.small(megabytes: 4, blockPages: 128).with {
                        $0.notifiers = notifiers
                    }
                    let allocator = try BlockAllocator(configuration)
                    let dead = try allocator.allocateAddress(pages: 600)
                    allocator.free(dead)
                    users.lock()
                    let flusher = TestThread { allocator.flush() }
                    isWaiting.wait()
                    // The flush has the dead range, and is held up.
                    var addresses: [UnsafeMutableRawPointer] = []
                    while let address = try? allocator.allocateAddress(pages: 64) { addresses.append(address) }
                    #expect(!addresses.isEmpty && addresses.count < 16)
                    for address in addresses { allocator.free(address) }
                    users.unlock()
                    flusher.join()
                    allocator.flush()
                    #expect(allocator.statistics.addressBytes == 0)
                    subscription.unregister()
                } catch {
                    fatalError("\(error)")
                }
            }
        }
    }

    @Test("A subscriber may free and allocate in its callback")
    func reentrant() throws {
        let notifiers = MemoryNotifiers()
        let configuration = BlockAllocator.Configuration.small(megabytes: 16, blockPages: 128).with {
            $0.notifiers = notifiers
            $0.lazyLimitBytes = 0
        }
        let allocator = try BlockAllocator(configuration)
        let mine = try (0..<8).map { _ in UInt(bitPattern: try allocator.allocateAddress(pages: 64)) }
        let left = Mutex(mine)
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { [unowned allocator] _ in
                    let addresses = left.withLock { list in
                        defer { list = [] }
                        return list
                    }
                    for address in addresses {
                        allocator.free(UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped)
                    }
                    (try? allocator.allocate(pages: 200))?.release()
                }
            )
        )
        try allocator.allocate(pages: 600).release()
        allocator.flush()
        #expect(left.withLock { $0.isEmpty })
        allocator.flush()
        subscription.unregister()
        allocator.flush()
        #expect(allocator.statistics.addressBytes == 0)
    }

    @Test("A subscriber that flushes in its callback is told so")
    func flushInside() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            let notifiers = MemoryNotifiers()
            let configuration = BlockAllocator.Configuration.small(megabytes: 16, blockPages: 128).with {
                $0.notifiers = notifiers
            }
            let allocator = try BlockAllocator(configuration)
            let subscription = try await notifiers.register(
                MemoryOperations(start: .always { [unowned allocator] _ in allocator.flush() })
            )
            try allocator.allocate(pages: 600).release()
            allocator.flush()
            await subscription.unregister()
        }
        let said = text(result?.standardErrorContent)
        #expect(said.contains("a subscriber of its memory notifiers flushes"))
    }
}
