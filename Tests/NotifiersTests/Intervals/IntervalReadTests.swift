import TestThreads
import Testing

@testable import Notifiers

@Suite("Readers of an interval")
struct IntervalReadTests {
    /// A reader on a thread of its own, and whether it has begun.
    private static func reader(_ interval: SharedInterval<Int>) -> (thread: TestThread, hasBegun: Latch) {
        let hasBegun = Latch()
        let thread = TestThread { if (try? interval.subscription.readBegin()) != nil { hasBegun.open() } }
        return (thread, hasBegun)
    }

    /// Active ranges are counted: the first end lets nobody go on while the second is open, in whatever order they end.
    @Test("A reader waits until the last of nested and overlapping ranges has ended", arguments: [false, true])
    func counted(inOrder: Bool) throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
        let one = Handover(notifiers.start(10))
        let other = Handover(notifiers.start(15))
        #expect(notifiers.activeCount >= 2 && notifiers.sequence & 1 == 1)
        let (thread, hasBegun) = Self.reader(interval)
        #expect(waitUntil { notifiers.waiterCount == 1 })
        (inOrder ? one : other).take()?.end()
        #expect(notifiers.sequence & 1 == 1)
        #expect(notifiers.waiterCount == 1 && !hasBegun.isOpen)
        (inOrder ? other : one).take()?.end()
        #expect(thread.join(within: 60), "the reader was not woken")
        #expect(hasBegun.isOpen && notifiers.waiterCount == 0)
        #expect(interval.state == 2)
    }

    @Test("A range elsewhere holds no reader up, and is no reason to retry")
    func elsewhere() throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
        _ = notifiers.settledCounts()
        let open = notifiers.start(500)
        let sequence = try interval.subscription.readBegin(deadline: .now + .seconds(60))
        open.end()
        notifiers.start(100).end()
        #expect(interval.state == 0)
        #expect(!interval.mustRetry(sequence))
    }

    @Test(
        "A range that comes after the reader began makes it retry, also when it is over, and whatever the callback does"
    )
    func retries() throws {
        let notifiers = MemoryNotifiers()
        let owner = MemoryOwner("myself")
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { count, what in
            if what.owner != owner { count += 1 }
        }
        for first in [UInt(0), 95, 50] {
            let sequence = try interval.subscription.readBegin()
            let open = notifiers.start(
                MemoryInvalidation(addresses: first..<first + 10, event: .clear, owner: first == 50 ? owner : nil)
            )
            #expect(interval.mustRetry(sequence))
            open.end()
            #expect(interval.mustRetry(sequence))
            let next = try interval.subscription.readBegin()
            #expect(!interval.mustRetry(next))
        }
        #expect(interval.state == 2)
    }

    /// Each range that hits something has a sequence of its own: a reader that began between two is not deceived. And it does not wait for
    /// those of others: where there are enough of them one is always open.
    @Test("While one is open elsewhere a reader retries, and waits, for its own ranges only")
    func sameTime() throws {
        let notifiers = MemoryNotifiers()
        let one = try SharedInterval(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
        let other = try SharedInterval(500..<600, in: notifiers, state: 0) { count, _ in count += 1 }
        _ = notifiers.settledCounts()
        let elsewhere = notifiers.start(500)
        for hits in 1...3 {
            let sequence = try one.subscription.readBegin(deadline: .now + .seconds(60))
            let open = notifiers.start(0)
            #expect(one.mustRetry(sequence))
            let (thread, hasBegun) = Self.reader(one)
            #expect(waitUntil { notifiers.waiterCount == 1 })
            #expect(!hasBegun.isOpen)
            open.end()
            #expect(thread.join(within: 60), "the reader waits for a range that is not its own")
            #expect(one.mustRetry(sequence))
            #expect(one.state == hits)
        }
        elsewhere.end()
        #expect(other.state == 1)
    }

    @Test("At its deadline a reader leaves nothing, and says who holds the range open")
    func timesOut() throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        _ = notifiers.settledCounts()
        // Nobody waits for these.
        let (beside, elsewhere) = (Handover(notifiers.start(100)), Handover(notifiers.start(500)))
        let open = notifiers.start(
            MemoryInvalidation(addresses: 10..<20, event: .migrate, owner: MemoryOwner("forgetful"))
        )
        do throws(MemoryNotifierError) {
            _ = try interval.subscription.readBegin(deadline: .now + .milliseconds(20))
            Issue.record("it began")
        } catch {
            guard case .timedOut(let age, let holders) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(age >= .milliseconds(20))
            // No key path: Swift's projection of an optional one copies onto itself, says AddressSanitizer.
            let ranges = holders.map { $0.invalidation?.addresses }
            #expect(ranges == [10..<20])
            #expect("\(error)".contains("migrate of 0xa..<0x14 by forgetful"), "\(error)")
        }
        #expect(notifiers.waiterCount == 0)
        #expect(notifiers.openInvalidations.count == 3)
        open.end()
        beside.take()?.end()
        elsewhere.take()?.end()
        #expect(notifiers.openInvalidations.isEmpty)
        _ = try interval.subscription.readBegin(deadline: .now + .seconds(60))
    }

    @Test("Without holding a thread it waits, is cancelled, and goes on")
    func asynchronous() async throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        let open = Handover(notifiers.start(10))
        let cancelled = Task { () -> Bool in
            do throws(MemoryNotifierError) {
                _ = try await interval.subscription.readBegin()
                return false
            } catch {
                guard case .cancelled = error else { return false }
                return true
            }
        }
        let waiting = Task { try await interval.subscription.readBegin() }
        #expect(await yieldUntil { notifiers.waiterCount == 2 })
        cancelled.cancel()
        #expect(await cancelled.value)
        #expect(notifiers.waiterCount == 1)
        do throws(MemoryNotifierError) {
            _ = try await interval.subscription.readBegin(deadline: .now + .milliseconds(10))
            Issue.record("it began")
        } catch {
            guard case .timedOut = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(notifiers.waiterCount == 1)
        open.take()?.end()
        let sequence = try await waiting.value
        #expect(!interval.mustRetry(sequence))
    }
}
