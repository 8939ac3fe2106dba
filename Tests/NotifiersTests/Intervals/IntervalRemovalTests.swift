import TestThreads
import Testing

@testable import AsymmetricFences
@testable import Notifiers
@testable import ReadCopyUpdate

@Suite("The end of an interval subscription, and of its registry")
struct IntervalRemovalTests {
    /// A state that owns a second mapping, which takes long to undo.
    private struct Mapping: ~Copyable {
        let inside = Latch()
        let letGo = Latch()
        let undone = SharedCounter()

        deinit {
            inside.open()
            letGo.wait()
            undone.increment()
        }
    }

    /// Until it is gone, whatever overlaps it must be announced to the interval, and wait.
    @Test("While the state is destroyed memory of the interval does not go", arguments: [false, true])
    func destroyed(asynchronous: Bool) async throws {
        let notifiers = MemoryNotifiers()
        let mapping = Mapping()
        let (inside, letGo, undone) = (mapping.inside, mapping.letGo, mapping.undone)
        let hits = SharedCounter()
        let interval = Handover(
            try IntervalSubscription(0..<100, in: notifiers, state: mapping) { _, _ in hits.increment() }
        )
        _ = blocking { notifiers.settledCounts() }
        let removed = Latch()
        var thread: TestThread?
        if asynchronous {
            taskOnOwnThread {
                await interval.take()?.remove()
                removed.open()
            }
        } else {
            thread = TestThread {
                interval.take()?.remove()
                removed.open()
            }
        }
        #expect(await yieldUntil({ inside.isOpen }, within: 60))
        #expect(undone.count == 0)
        // Who may not wait is refused, who may waits.
        #expect(!notifiers.startsWithoutBlocking(10))
        let undoneAtStart = SharedCounter()
        let taker = TestThread {
            let open = notifiers.start(10)
            undoneAtStart.store(undone.count)
            open.end()
        }
        #expect(await yieldUntil({ notifiers.activeCount == 1 }, within: 60))
        letGo.open()
        #expect(taker.join(within: 60))
        #expect(undoneAtStart.count == 1, "the memory went before its second mapping")
        #expect(await yieldUntil({ removed.isOpen }, within: 60))
        thread?.join()
        #expect(hits.count == 0 && undone.count == 1)
        #expect(blocking { notifiers.settledCounts() } == MemoryNotifiers().counts)
    }

    @Test("Removing waits for its own callback, which finds the state", arguments: [false, true])
    func running(asynchronous: Bool) async throws {
        let notifiers = MemoryNotifiers()
        let (inside, letGo, removed) = (Latch(), Latch(), Latch())
        final class Token: Sendable {}
        weak var state: Token?
        let interval: Handover<IntervalSubscription<Token>>
        do {
            let token = Token()
            state = token
            interval = Handover(
                try IntervalSubscription(0..<100, in: notifiers, state: token) { _, _ in
                    inside.open()
                    letGo.wait()
                }
            )
        }
        let taker = TestThread { notifiers.start(10).end() }
        #expect(await yieldUntil({ inside.isOpen }, within: 60))
        var thread: TestThread?
        if asynchronous {
            taskOnOwnThread {
                await interval.take()?.remove()
                removed.open()
            }
        } else {
            thread = TestThread {
                interval.take()?.remove()
                removed.open()
            }
        }
        for _ in 0..<100 { await Task.yield() }
        #expect(state != nil && !removed.isOpen)
        letGo.open()
        #expect(await yieldUntil({ removed.isOpen }, within: 60))
        thread?.join()
        #expect(state == nil)
        taker.join()
    }

    /// As unsubscribing from all memory does: nothing of the registry's that began before runs any more.
    @Test("Removing waits for the callbacks that run")
    func waits() throws {
        let notifiers = MemoryNotifiers()
        let (inside, letGo, removed) = (Latch(), Latch(), Latch())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(
                MemoryOperations(
                    start: .always { _ in
                        inside.open()
                        letGo.wait()
                    }
                )
            )
            let interval = Handover(try IntervalSubscription(0..<100, in: notifiers, state: 0) { _, _ in })
            let taker = TestThread { notifiers.start(500).end() }
            inside.wait()
            let removing = TestThread {
                interval.take()?.remove()
                removed.open()
            }
            #expect(waitUntil({ notifiers.counts.intervals == 0 }, within: 60))
            #expect(waitUntil({ notifiers.calls.writers.rounds.isUnderWay || removed.isOpen }, within: 60))
            #expect(!removed.isOpen)
            letGo.open()
            taker.join()
            removing.join()
            subscription.unregister()
        }
    }

    /// The closing's hit comes while the reader waits.
    @Test("A reader that the closing overtakes installs nothing", arguments: [0, 1, 2, 3])
    func closed(kind: Int) async throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        _ = blocking { notifiers.settledCounts() }
        let open = Handover(notifiers.start(10))
        let outcome = Handover<String>()
        let done = Latch()
        var thread: TestThread?
        if kind < 2 {
            thread = TestThread {
                outcome.put(Self.outcome { () throws in try Self.read(interval, withRetry: kind == 0) })
                done.open()
            }
        } else {
            taskOnOwnThread {
                do {
                    try await Self.readAsynchronously(interval, withRetry: kind == 2)
                    outcome.put("begun")
                } catch {
                    outcome.put("\(error)")
                }
                done.open()
            }
        }
        #expect(await yieldUntil({ notifiers.waiterCount == 1 }, within: 60))
        await notifiers.close()
        open.take()?.end()
        #expect(await yieldUntil({ done.isOpen }, within: 60))
        thread?.join()
        let said = outcome.take()
        #expect(said?.contains("has been closed") == true, "\(said ?? "nothing")")
        #expect(interval.state == 0)
    }

    @Test("In a closed registry no reader begins")
    func closedBefore() async throws {
        let notifiers = MemoryNotifiers()
        let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
        await notifiers.close()
        for withRetry in [false, true] {
            let said = Self.outcome { () throws in try Self.read(interval, withRetry: withRetry) }
            #expect(said.contains("has been closed"), "\(said)")
            do {
                try await Self.readAsynchronously(interval, withRetry: withRetry)
                Issue.record("it began")
            } catch {
                #expect("\(error)".contains("has been closed"), "\(error)")
            }
        }
        #expect(interval.state == 0)
    }

    private static func outcome(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "begun"
        } catch {
            return "\(error)"
        }
    }

    private static func read(_ interval: SharedInterval<Int>, withRetry: Bool) throws {
        if withRetry {
            try interval.subscription.withRetry(lookUp: {}, install: { state, _ in state = 1 })
        } else {
            _ = try interval.subscription.readBegin()
        }
    }

    private static func readAsynchronously(_ interval: SharedInterval<Int>, withRetry: Bool) async throws {
        if withRetry {
            try await interval.subscription.withRetry { () async in
            } install: { state, _ in
                state = 1
            }
        } else {
            _ = try await interval.subscription.readBegin()
        }
    }
}
