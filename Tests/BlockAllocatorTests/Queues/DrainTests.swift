import Notifiers
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Queues of workers that leave")
struct DrainTests {
    private static let blockBytes = 128 << 12

    @Test("A worker that leaves gives up its lease, its blocks, and the memory of those in which nothing is live")
    func leaving() throws {
        let fixture = try DrainFixture()
        let drain = try fixture.install()
        try fixture.up()
        let kept = try fixture.use()
        #expect(fixture.owner != 0)
        #expect(fixture.allocator.statistics.addressBytes >= 4 * Self.blockBytes)
        #expect(fixture.residentBytes > 3 * Self.blockBytes)
        try fixture.down()
        #expect(fixture.owner == 0, "the lease of a thread that has ended")
        // Without a purge or a flush.
        #expect(fixture.allocator.statistics.addressBytes == Self.blockBytes)
        #expect(fixture.residentBytes <= Self.blockBytes)
        #expect(fixture.allocator.statistics.drainedQueues == 1)
        #expect(fixture.allocator.statistics.freePages == 0, "room in a queue that nobody uses")
        #expect(fixture.isWhole(kept.address, pages: 4), "a live range was taken away")
        #expect(fixture.problems(live: [kept.number: ShadowRange(pages: 4, kind: .shortLived)]).isEmpty)
        // The block dies with it, though it had room.
        fixture.allocator.free(kept.address)
        #expect(fixture.allocator.statistics.blocksLive == 0)
        try drain.remove()
    }

    @Test("Another thread gets the queue without taking it from anybody")
    func nextOwner() throws {
        let fixture = try DrainFixture()
        let drain = try fixture.install()
        try fixture.up()
        let kept = try fixture.use()
        try fixture.down()
        let next = PinnedThread.run { [fixture] in
            DrainFixture.settle(fixture.allocator)
            return fixture.owner == LeaseHolder.current.address
        }
        #expect(next && fixture.allocator.statistics.leaseRevocations == 0)
        #expect(fixture.isWhole(kept.address, pages: 4))
        fixture.allocator.free(kept.address)
        try drain.remove()
    }

    @Test("What goes is announced while it is still there, and when it is gone")
    func announcements() throws {
        let fixture = try DrainFixture()
        let subscription = try fixture.recorder.subscribe()
        let drain = try fixture.install()
        try fixture.up()
        let start = try fixture.run { [allocator = fixture.allocator] in
            DrainFixture.settle(allocator)
            // One block, full and free again, and one with room.
            let ranges = [64, 64, 4].map { SentAddress(address: DrainFixture.take($0, of: allocator).take()) }
            for range in ranges { allocator.free(range.address) }
            return ranges[0].number
        }
        let entries = try fixture.recorder.during { try fixture.down() }
        #expect(entries == .pair(start..<start + UInt(2 * Self.blockBytes), .unmap, 7, nil))
        #expect(fixture.allocator.statistics.addressBytes == 0)
        subscription.unregister()
        try drain.remove()
    }

    @Test("A drain waits for subscribers, who may not refuse")
    func subscribers() throws {
        let fixture = try DrainFixture()
        let asked = SharedCounter()
        let subscription = try fixture.recorder.notifiers.register(
            MemoryOperations(
                start: .mayRefuse { what in
                    asked.increment()
                    return what.isBlockable ? .done : .refused
                }
            )
        )
        let drain = try fixture.install()
        try fixture.up()
        let kept = try fixture.use()
        try fixture.down()
        #expect(asked.count == 2)
        #expect(fixture.allocator.statistics.refusedAnnouncements == 0)
        #expect(fixture.allocator.statistics.addressBytes == Self.blockBytes)
        fixture.allocator.free(kept.address)
        subscription.unregister()
        try drain.remove()
    }

    /// On no list any more, a flush would not look for it.
    @Test("What an earlier life left behind the live ranges of a block is revoked")
    func earlierLife() throws {
        let fixture = try DrainFixture()
        let subscription = try fixture.recorder.subscribe()
        let drain = try fixture.install()
        try fixture.up()
        let kept = try fixture.run { [allocator = fixture.allocator] in
            DrainFixture.settle(allocator)
            // The block of the settling is full, and dead, and the next life is of its addresses.
            let range = DrainFixture.take(4, of: allocator)
            return SentAddress(address: range.take())
        }
        let block = try #require(DirtyFullBlockTests.onlyBlock(of: fixture.allocator))
        #expect(block.fixed.pointee.lives > 1, "the test shows nothing")
        let entries = try fixture.recorder.during { try fixture.down() }
        let tail = kept.number + 4 << 12..<kept.number + UInt(Self.blockBytes)
        #expect(entries == .pair(tail, .clear, 7, 0))
        #expect(fixture.isWhole(kept.address, pages: 4))
        let live = [kept.number: ShadowRange(pages: 4, kind: .shortLived)]
        #expect(fixture.problems(live: live, isAfterFlush: true).isEmpty)
        fixture.allocator.free(kept.address)
        #expect(fixture.allocator.statistics.blocksLive == 0)
        subscription.unregister()
        try drain.remove()
    }

    @Test("A queue that another thread has taken over is left alone")
    func takenOver() throws {
        let fixture = try DrainFixture()
        let drain = try fixture.install()
        try fixture.up()
        let kept = try fixture.use()
        let isReady = Latch()
        let mayEnd = Latch()
        let next = SharedWord()
        let other = TestThread {
            DrainFixture.settle(fixture.allocator)
            DrainFixture.take(64, of: fixture.allocator).release()
            next.value = LeaseHolder.current.address
            isReady.open()
            mayEnd.wait()
        }
        isReady.wait()
        let before = fixture.allocator.statistics
        try fixture.down()
        #expect(fixture.owner == next.value, "the lease of another thread was given up")
        let after = fixture.allocator.statistics
        #expect(after == before, "the queue of another thread was drained")
        #expect(after.drainedQueues == 0)
        mayEnd.open()
        other.join()
        fixture.allocator.free(kept.address)
        try drain.remove()
    }

    /// The second is what a program does that flushes now and then: it takes every lease.
    @Test("A queue is its last user's also without the lease", arguments: [false, true])
    func withoutLease(isFlushed: Bool) throws {
        let fixture = try DrainFixture()
        let drain = try fixture.install()
        try fixture.up()
        try fixture.run { [allocator = fixture.allocator] in
            if isFlushed { DrainFixture.settle(allocator) }
            DrainFixture.take(4, of: allocator).release()
        }
        if isFlushed {
            fixture.allocator.flush()
            fixture.allocator.purge()
        }
        #expect(fixture.owner == 0)
        #expect(fixture.allocator.statistics.freePages > 0)
        try fixture.down()
        #expect(fixture.allocator.statistics.addressBytes == 0)
        #expect(fixture.allocator.statistics.drainedQueues == 1)
        try drain.remove()
    }

    @Test("Frames and long-lived ranges are drained too")
    func kinds() throws {
        let fixture = try DrainFixture()
        let drain = try fixture.install()
        let file = try FrameFile(count: 8)
        try fixture.up()
        try fixture.run { [allocator = fixture.allocator] in
            DrainFixture.settle(allocator)
            do {
                try allocator.allocate(pages: 8).release()
                try allocator.map(file.frames).release()
                try allocator.allocate(pages: 8, lifetime: .longLived).release()
            } catch {
                fatalError("\(error)")
            }
        }
        #expect(fixture.allocator.statistics.blocksLive == 3)
        try fixture.down()
        #expect(fixture.allocator.statistics.addressBytes == 0)
        #expect(fixture.problems(isAfterFlush: true).isEmpty)
        try drain.remove()
    }
}
