import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

/// A defect that the kernel had: blocks were removed under the lock of the remover's queue, not of theirs. The list looped on itself,
/// and every call made a new block.
@Suite("Removal from another processor's queue")
struct RemovalTests {
    /// The reservation has 32 blocks: new ones without end exhaust it.
    @Test("Purges elsewhere leave a queue's list in order, and its blocks are used again")
    func purgeElsewhere() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let isOver = Latch()
        let purges = SharedCounter()
        let failures = FutexProtectedStrings()
        let purger = PinnedThread.start(on: 1) {
            while !isOver.isOpen {
                allocator.purge(force: true)
                purges.increment()
            }
        }
        let user = PinnedThread.start(on: 0) {
            var random = SplitMix(seed: 11)
            var rounds = 0
            do {
                while rounds < 300 || purges.count < 300 {
                    rounds += 1
                    var held: [HeldRange] = []
                    for _ in 0..<20 {
                        let pages = 1 << random.below(7)
                        let range = try HeldRange(
                            allocator.allocate(pages: pages),
                            .shortLived,
                            stamp: UInt64(rounds) << 8
                        )
                        range.fill()
                        held.append(range)
                    }
                    for range in held.shuffled(using: &random) {
                        if range.overwritten != nil { failures.add(["a live range was overwritten"]) }
                        range.free(.dropped, to: allocator)
                    }
                    // Now and then a whole purge while nothing is live: the second one that ends from here on.
                    let seen = purges.count
                    if rounds % 30 == 0, !waitUntil({ purges.count >= seen + 2 }, within: 30) {
                        failures.add(["no purge within 30 s"])
                        break
                    }
                }
            } catch {
                failures.add(["\(error)"])
            }
            isOver.open()
        }
        user.join()
        purger.join()
        #expect(failures.all.isEmpty, "\(failures.all.prefix(3))")
        let problems = AllocatorValidator(allocator).problems(with: [:])
        #expect(problems.isEmpty, "\(problems)")
        let statistics = allocator.statistics
        #expect(statistics.purgedBlocks > 0 && statistics.forcedPurges == 0)
        #expect(statistics.peakAddressBytes <= 32 * 128 << 12)
    }

    @Test("A purge takes the lease of the queue that the block is on")
    func lease() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        let owner = SharedWord()
        let isOwned = Latch()
        let isPurged = Latch()
        // It stays: the purging thread could otherwise inherit its record, and the lease with it.
        let thread = PinnedThread.start(on: 0) {
            for _ in 0..<100 { (try? allocator.allocate(pages: 1))?.release() }
            owner.value = allocator.core.currentQueue.lease.pointee.owner.load(ordering: .relaxed)
            isOwned.open()
            isPurged.wait()
        }
        isOwned.wait()
        #expect(owner.value != 0, "the queue leans towards nobody after a hundred allocations")
        // Without the rest of a purge, which takes the warm blocks of every queue.
        PinnedThread.run(on: 1) { allocator.core.purgeBlocks(isForced: true) }
        for queue in allocator.core.allQueues {
            let isStillOwned = queue.lease.pointee.owner.load(ordering: .relaxed) == owner.value
            #expect(!isStillOwned, "blocks were removed from a queue while another thread had its lease")
        }
        isPurged.open()
        thread.join()
        #expect(allocator.statistics.blocksLive == 0)
    }
}
