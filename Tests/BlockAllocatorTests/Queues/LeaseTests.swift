import AsymmetricFences
import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("The lease of a queue")
struct LeaseTests {
    private func queue() throws -> (allocator: BlockAllocator, queue: CPUQueue) {
        let allocator = try DirtyFullBlockTests.allocator()
        return (allocator, allocator.core.queue(0))
    }

    /// Enters often enough for the queue to lean towards the caller.
    private static func acquire(_ queue: CPUQueue) {
        RCU.registerThread()
        for _ in 0..<LeaseTurns.streakForLease { queue.whileEntered {} }
    }

    private static func owner(of queue: CPUQueue) -> UInt { queue.lease.pointee.owner.load(ordering: .relaxed) }

    @Test("It goes to the thread that came 64 times in a row, and not before")
    func streak() throws {
        let (allocator, queue) = try queue()
        let found = PinnedThread.run { () -> [Bool] in
            RCU.registerThread()
            var found: [Bool] = []
            for _ in 0..<LeaseTurns.streakForLease - 1 { queue.whileEntered {} }
            found.append(Self.owner(of: queue) == 0)
            queue.whileEntered {}
            found.append(Self.owner(of: queue) == LeaseHolder.current.address)
            return found
        }
        #expect(found == [true, true])
        #expect(allocator.statistics.leaseRevocations == 0)
    }

    @Test("Threads that alternate before it is given out revoke nothing")
    func alternation() throws {
        let (allocator, queue) = try queue()
        let turns = TurnPassing(threads: 2)
        let entered = SharedCounter()
        turns.run { number in
            RCU.registerThread()
            for _ in 0..<LeaseTurns.streakForLease / 2 { queue.whileEntered {} }
            return entered.increment() == 20 ? nil : 1 - number
        }
        #expect(Self.owner(of: queue) == 0)
        #expect(allocator.statistics.leaseRevocations == 0)
    }

    @Test("Each thread that takes it away is counted once")
    func revocations() throws {
        let (allocator, queue) = try queue()
        let turns = TurnPassing(threads: 2)
        let entered = SharedCounter()
        turns.run { number in
            Self.acquire(queue)
            precondition(Self.owner(of: queue) == LeaseHolder.current.address)
            return entered.increment() == 20 ? nil : 1 - number
        }
        #expect(allocator.statistics.leaseRevocations == 19)
    }

    @Test("Who takes it away waits until the owner is outside")
    func waits() throws {
        let (allocator, queue) = try queue()
        let isInside = Latch()
        let mayLeave = Latch()
        let hasLeft = Latch()
        let owner = TestThread {
            Self.acquire(queue)
            queue.whileEntered {
                isInside.open()
                mayLeave.wait()
                hasLeft.open()
            }
        }
        isInside.wait()
        let foundOutside = Latch()
        let isDone = Latch()
        let other = TestThread {
            queue.whileEntered { if hasLeft.isOpen { foundOutside.open() } }
            isDone.open()
        }
        // It has taken the lease away, and waits.
        #expect(waitUntil { Self.owner(of: queue) == 0 })
        for _ in 0..<100 { restBriefly() }
        #expect(!isDone.isOpen, "two threads are inside of a queue")
        mayLeave.open()
        owner.join()
        other.join()
        #expect(foundOutside.isOpen)
        #expect(allocator.statistics.leaseRevocations == 1)
    }

    @Test("Threads that enter at the same time exclude one another")
    func exclusion() throws {
        let (allocator, queue) = try queue()
        let rounds = longTests ? 3_000_000 : 60_000
        let inside = PlainCounter()
        let overlaps = SharedCounter()
        let arrived = SharedCounter()
        let threads = (0..<2).map { number in
            PinnedThread.start(on: number) {
                RCU.registerThread()
                arrived.increment()
                waitUntil { arrived.count == 2 }
                for round in 0..<rounds {
                    queue.whileEntered { if inside.addAlone() { overlaps.increment() } }
                    // Bursts, so that the queue leans now towards one and now towards the other.
                    if round % 500 == 0 { restBriefly() }
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(overlaps.count == 0, "two threads were inside of a queue \(overlaps.count) times")
        #expect(inside.value == 2 * rounds, "\(2 * rounds - inside.value) additions were lost")
        #expect(allocator.statistics.leaseRevocations > 0)
    }

    @Test("The lease of a thread that has ended is taken over")
    func exit() throws {
        let (allocator, queue) = try queue()
        let gone = SharedWord()
        TestThread {
            Self.acquire(queue)
            gone.value = Self.owner(of: queue)
        }.join()
        #expect(gone.value != 0)
        #expect(Self.owner(of: queue) == gone.value)
        // Another thread may get the record of the one that has ended, and the lease with it.
        let next = SharedWord()
        let threads = (0..<3).map { _ in
            TestThread {
                Self.acquire(queue)
                queue.whileEntered { next.value += 1 }
            }
        }
        for thread in threads { #expect(thread.join(within: 30), "a thread waits for one that has ended") }
        #expect(next.value == 3)
        #expect(allocator.statistics.leaseRevocations <= 3)
    }

    @Test("An owner that is inside of one queue is not taken for one that is inside of another for ever")
    func twoQueues() throws {
        let allocator = try DirtyFullBlockTests.allocator()
        guard allocator.core.queueCount > 1 else { return }
        let (first, second) = (allocator.core.queue(0), allocator.core.queue(1))
        let mayEnd = Latch()
        let isReady = Latch()
        let owner = TestThread {
            Self.acquire(first)
            Self.acquire(second)
            isReady.open()
            mayEnd.wait()
            // Its lease of the first is gone, that of the second is still its own.
            first.whileEntered {}
            second.whileEntered {}
        }
        isReady.wait()
        let record = Self.owner(of: second)
        let other = TestThread { first.whileEntered {} }
        #expect(other.join(within: 30))
        #expect(Self.owner(of: first) == 0 && Self.owner(of: second) == record)
        mayEnd.open()
        owner.join()
        #expect(allocator.statistics.leaseRevocations == 1)
    }
}
