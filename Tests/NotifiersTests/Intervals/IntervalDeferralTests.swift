import AsymmetricFences
import ReadCopyUpdate
import TestThreads
import Testing

@testable import Notifiers

@Suite("Intervals that come and go while a range is open")
struct IntervalDeferralTests {
    private func interval(_ notifiers: MemoryNotifiers, _ range: Range<UInt> = 0..<100) throws -> SharedInterval<Int> {
        try SharedInterval(range, in: notifiers, state: 0) { count, _ in count += 1 }
    }

    private func treeCount(_ notifiers: MemoryNotifiers) -> Int { notifiers.index.withLock { $0.tree.count } }

    /// Somebody may walk the tree while the sequence is odd.
    @Test("While a range overlaps an interval the tree does not change; the last end changes it")
    func deferred() throws {
        let notifiers = MemoryNotifiers()
        let first = try interval(notifiers)
        _ = notifiers.settledCounts()
        let one = notifiers.start(10)
        let other = notifiers.start(20)
        let root = notifiers.index.withLock { $0.tree.root }
        let late = try interval(notifiers)
        let removed = Handover(try interval(notifiers, 300..<400))
        #expect(treeCount(notifiers) == 1)
        #expect(notifiers.counts.intervals == 3)
        // One that never came into the tree leaves without a trace.
        _ = removed.take()
        #expect(notifiers.counts.intervals == 2)
        one.end()
        #expect(treeCount(notifiers) == 1)
        #expect(notifiers.index.withLock { $0.tree.root } == root)
        other.end()
        #expect(treeCount(notifiers) == 2)
        notifiers.start(50).end()
        #expect(late.state == 1)
        #expect(first.state == 3)
    }

    @Test("A removal while a range is open ends the callback at once, and the last end takes it out")
    func removal() throws {
        let notifiers = MemoryNotifiers()
        let (hits, other) = (SharedCounter(), try interval(notifiers))
        try blockingOrThrowing { () throws in
            let going = try IntervalSubscription(0..<100, in: notifiers, state: ()) { _, _ in hits.increment() }
            _ = notifiers.settledCounts()
            let one = notifiers.start(10)
            let two = notifiers.start(10)
            #expect(hits.count == 2)
            // Waits for no open range: this thread holds two.
            going.remove()
            #expect(treeCount(notifiers) == 2 && notifiers.counts.intervals == 1)
            notifiers.start(10).end()
            #expect(hits.count == 2)
            one.end()
            #expect(treeCount(notifiers) == 2)
            two.end()
            #expect(treeCount(notifiers) == 1)
            notifiers.start(10).end()
            #expect(hits.count == 2)
        }
        #expect(other.state == 4)
    }

    /// It stays in the tree until the last end, and what it had is gone: nothing of it may be touched.
    @Test("A removed interval is asked nothing while it waits to leave the tree")
    func dead() throws {
        let notifiers = MemoryNotifiers()
        let going = try IntervalSubscription(0..<100, in: notifiers, state: ()) { _, _ in }
        let core = going.core
        _ = notifiers.settledCounts()
        let open = notifiers.start(10)
        going.remove()
        #expect(treeCount(notifiers) == 1)
        // Were it asked, it would have to refuse.
        core.lock.withLock { #expect(notifiers.startsWithoutBlocking(10)) }
        open.end()
        #expect(treeCount(notifiers) == 0)
    }

    @Test("An interval that is not in the tree yet is hit by ranges that begin, and its readers wait for those alone")
    func arriving() throws {
        let notifiers = MemoryNotifiers()
        let other = try interval(notifiers, 500..<600)
        _ = notifiers.settledCounts()
        let elsewhere = notifiers.start(500)
        let late = try interval(notifiers)
        #expect(treeCount(notifiers) == 1)
        let early = try late.subscription.readBegin(deadline: .now + .seconds(60))
        #expect(!late.mustRetry(early))
        let open = notifiers.start(10)
        #expect(late.state == 1)
        #expect(late.mustRetry(early))
        let hasBegun = Latch()
        let reader = TestThread {
            do {
                let sequence = try late.subscription.readBegin(deadline: .now + .seconds(60))
                #expect(!late.mustRetry(sequence))
                hasBegun.open()
            } catch { Issue.record("\(error)") }
        }
        #expect(waitUntil { notifiers.waiterCount == 1 })
        #expect(!hasBegun.isOpen)
        open.end()
        #expect(waitUntil { hasBegun.isOpen })
        reader.join()
        // Refused as well, and by this one alone.
        late.subscription.core.lock.withLock { #expect(!notifiers.startsWithoutBlocking(10)) }
        #expect(late.state == 1)
        elsewhere.end()
        #expect(treeCount(notifiers) == 2)
        notifiers.start(10).end()
        #expect(late.state == 2)
        #expect(other.state == 1)
    }

    @Test("The removal of an interval that is not in the tree yet waits for its callback")
    func arrivingRemoved() throws {
        let notifiers = MemoryNotifiers()
        let other = try interval(notifiers, 500..<600)
        _ = notifiers.settledCounts()
        let elsewhere = notifiers.start(500)
        let (isInside, mayGo, isRemoved) = (Latch(), Latch(), Latch())
        let going = Handover(
            try IntervalSubscription(0..<100, in: notifiers, state: ()) { _, _ in
                isInside.open()
                mayGo.wait()
            }
        )
        let taker = TestThread { notifiers.start(10).end() }
        isInside.wait()
        let removing = TestThread {
            _ = going.take()
            isRemoved.open()
        }
        for _ in 0..<20 { restBriefly() }
        #expect(!isRemoved.isOpen)
        mayGo.open()
        taker.join()
        removing.join()
        elsewhere.end()
        #expect(treeCount(notifiers) == 1)
        #expect(notifiers.counts.intervals == 1)
        #expect(other.state == 1)
    }

    @Test("Readers of an interval that comes while a range of it is open wait for that", arguments: [0, 1, 2])
    func collided(kind: Int) throws {
        let notifiers = MemoryNotifiers()
        // 0: nobody was subscribed; 1: somebody was, but no interval; 2: an interval that the range overlaps.
        let subscription = Handover<MemorySubscription>()
        if kind == 1 { subscription.put(try notifiers.register(MemoryOperations())) }
        let other = kind == 2 ? try interval(notifiers) : nil
        _ = notifiers.settledCounts()
        let open = notifiers.start(10)
        let late = try interval(notifiers)
        do throws(MemoryNotifierError) {
            _ = try late.subscription.readBegin(deadline: .now + .milliseconds(10))
            Issue.record("a reader began while a range was open that its interval had not heard of")
        } catch {
            guard case .timedOut(_, let holders) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(holders.count == 1)
            #expect((holders.first?.invalidation == nil) == (kind == 0))
        }
        open.end()
        let sequence = try late.subscription.readBegin(deadline: .now + .seconds(60))
        #expect(!late.mustRetry(sequence))
        notifiers.start(10).end()
        #expect(late.state == 1)
        #expect(late.mustRetry(sequence))
        _ = other?.subscription.addresses
        _ = subscription.take()
    }

    /// The list goes when the last leaves, and what begins meanwhile is counted nowhere.
    @Test("An interval that comes after all had gone waits for what began in between")
    func again() throws {
        let notifiers = MemoryNotifiers()
        for _ in 0..<3 {
            let open: OpenInvalidation
            do {
                let before = try interval(notifiers)
                _ = before.subscription.addresses
            }
            #expect(!notifiers.counts.hasList)
            open = notifiers.start(10)
            let isHeard = open.hasAudience
            #expect(!isHeard)
            let late = try interval(notifiers)
            #expect(throws: MemoryNotifierError.self) {
                _ = try late.subscription.readBegin(deadline: .now + .milliseconds(5))
            }
            open.end()
            _ = try late.subscription.readBegin(deadline: .now + .seconds(60))
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test(
        "A failure at any step of subscribing leaves nothing",
        arguments: [MemoryRegistrationStep.allocate, .publish]
    )
    func failure(step: MemoryRegistrationStep) throws {
        final class Captured: Sendable {}
        let notifiers = MemoryNotifiers()
        for others in 0..<2 {
            let other = others == 0 ? nil : try interval(notifiers)
            let before = notifiers.settledCounts()
            weak var captured: Captured?
            notifiers.failNext(step)
            do {
                let state = Captured()
                captured = state
                do throws(MemoryNotifierError) {
                    let late = try IntervalSubscription(0..<10, in: notifiers, state: state) { _, _ in }
                    Issue.record("it was inserted")
                    late.remove()
                } catch {
                    guard case .outOfMemory = error else {
                        Issue.record("\(error)")
                        return
                    }
                }
            }
            #expect(captured == nil)
            #expect(notifiers.settledCounts() == before)
            _ = try interval(notifiers).subscription.addresses
            _ = other?.subscription.addresses
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("An empty range is refused")
    func empty() {
        #expect(throws: MemoryNotifierError.self) {
            _ = try interval(MemoryNotifiers(), 7..<7).subscription.addresses
        }
    }

    /// Threads open ranges in and around each other while intervals come and go. At each instant the sequence is odd only if a range is
    /// open, and at the end everything is even, empty and counted.
    @Test("Counted ranges from many threads, with intervals that come and go")
    func threads() throws {
        let notifiers = MemoryNotifiers()
        let hits = SharedCounter()
        let resident = try SharedInterval(0..<50, in: notifiers, state: 0) { count, what in
            #expect(what.addresses.overlaps(0..<50))
            count += 1
            hits.increment()
        }
        let (expected, failures) = (SharedCounter(), SharedCounter())
        let rounds = longTests ? 20_000 : 500
        let callers = (0..<3).map { number in
            TestThread {
                var random = SplitMix(UInt64(number) + 1)
                for _ in 0..<rounds {
                    let (a, b) = (random.below(100), random.below(100))
                    for first in [a, b] where first < 50 { expected.increment() }
                    let outer = notifiers.start(a)
                    let inner = notifiers.start(b)
                    if notifiers.activeCount < 2 { failures.increment() }
                    if min(a, b) < 50, notifiers.sequence & 1 == 0 { failures.increment() }
                    if random.below(2) == 0 {
                        outer.end()
                        if b < 50, notifiers.sequence & 1 == 0 { failures.increment() }
                        inner.end()
                    } else {
                        inner.end()
                        outer.end()
                    }
                }
            }
        }
        let passers = (0..<2).map { number in
            TestThread {
                var random = SplitMix(UInt64(number) + 10)
                for _ in 0..<rounds {
                    let range = random.range(120)
                    guard let interval = try? SharedInterval(range, in: notifiers, state: 0, { count, _ in count += 1 })
                    else {
                        failures.increment()
                        continue
                    }
                    guard let sequence = try? interval.subscription.readBegin(deadline: .now + .seconds(60)) else {
                        failures.increment()
                        continue
                    }
                    interval.subscription.withLock { _ in _ = interval.subscription.readRetry(sequence) }
                }
            }
        }
        for thread in callers + passers { thread.join() }
        #expect(failures.count == 0)
        #expect(hits.count == expected.count)
        #expect(resident.state == expected.count)
        let counts = notifiers.settledCounts()
        #expect(counts.intervals == 1 && counts.open == 0 && counts.waiters == 0)
        #expect(treeCount(notifiers) == 1)
        #expect(notifiers.activeCount == 0 && notifiers.sequence & 1 == 0)
    }
}
