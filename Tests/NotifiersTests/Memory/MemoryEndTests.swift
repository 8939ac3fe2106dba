import TestThreads
import Testing

@testable import Notifiers

@Suite("Unsubscribing from memory, and the end of it")
struct MemoryEndTests {
    private static var rounds: Int {
        #if DEBUG
        longTests ? 100_000 : 2_000
        #else
        underThreadSanitizer ? 2_000 : longTests ? 100_000 : 20_000
        #endif
    }

    /// Callers take memory away without pause; each subscription's callbacks use something that is poisoned when it is gone.
    @Test("Nothing of a subscription runs when it is gone")
    func races() throws {
        let notifiers = MemoryNotifiers()
        let (violations, calls, stop) = (SharedCounter(), SharedCounter(), Latch())
        let callers = (0..<2).map { number in
            TestThread {
                while !stop.isOpen {
                    notifiers.start(UInt(number) * 5).end()
                    _ = notifiers.testYoung(0..<10)
                    notifiers.startWithoutBlocking(3)?.end()
                }
            }
        }
        try blockingOrThrowing { () throws in
            for _ in 0..<Self.rounds {
                let poisonable = Poisonable(violations)
                let subscription = try notifiers.register(
                    MemoryOperations(
                        release: { poisonable.use() },
                        start: .always { _ in
                            calls.increment()
                            poisonable.use()
                        },
                        end: { _ in poisonable.use() },
                        testYoung: { _ in
                            poisonable.use()
                            return false
                        }
                    )
                )
                let interval = try IntervalSubscription(0..<10, in: notifiers, state: poisonable) { poisonable, _ in
                    calls.increment()
                    poisonable.use()
                }
                spinOnce()
                subscription.unregister()
                interval.remove()
                poisonable.poison()
            }
        }
        stop.open()
        for caller in callers { caller.join() }
        #expect(violations.count == 0, "a callback ran after its subscription was gone")
        #expect(calls.count > 0)
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("Unsubscribing waits for a callback that runs, and for no open range")
    func waits() throws {
        let notifiers = MemoryNotifiers()
        let (inside, letGo, gone) = (Latch(), Latch(), Latch())
        try blockingOrThrowing { () throws in
            let subscription = Handover(
                try notifiers.register(
                    MemoryOperations(
                        start: .always { what in
                            guard what.event == .migrate else { return }
                            inside.open()
                            letGo.wait()
                        }
                    )
                )
            )
            let open = notifiers.start(10)
            let caller = TestThread { notifiers.start(50, .migrate).end() }
            inside.wait()
            let leaving = TestThread {
                subscription.take()?.unregister()
                gone.open()
            }
            #expect(waitUntil { notifiers.counts.subscribers == 0 })
            #expect(!gone.isOpen)
            letGo.open()
            caller.join()
            leaving.join()
            open.end()
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test(
        "Release runs exactly once, whether the closing or the unsubscribing comes first, and neither returns before it has"
    )
    func releaseOnce() throws {
        let early = SharedCounter()
        for round in 0..<(longTests ? 20_000 : 300) {
            let notifiers = MemoryNotifiers()
            let (releases, finished, go) = (SharedCounter(), SharedCounter(), Latch())
            let subscription = try blockingOrThrowing { () throws in
                Handover(
                    try notifiers.register(
                        MemoryOperations(release: {
                            releases.increment()
                            for _ in 0..<50 { spinOnce() }
                            finished.increment()
                        })
                    )
                )
            }
            let threads = (0..<2).map { number in
                TestThread {
                    waitUntil { go.isOpen }
                    for _ in 0..<(number == round & 1 ? round % 200 : 0) { spinOnce() }
                    if number == 0 { notifiers.close() } else { subscription.take()?.unregister() }
                    if number == 1, finished.count != 1 { early.increment() }
                }
            }
            go.open()
            for thread in threads { thread.join() }
            #expect(releases.count == 1)
        }
        #expect(early.count == 0, "unregister returned before the release had")
    }

    @Test("Closing releases everybody, tells the intervals, and lets nobody in")
    func closing() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let one = try notifiers.register(log.operations("a"))
            let interval = try IntervalSubscription(5..<6, in: notifiers, state: ()) { _, what in
                log.note("\(what.event)")
            }
            notifiers.close()
            #expect(log.take() == ["release", "a!"])
            notifiers.close()
            notifiers.start(50).end()
            #expect(log.take() == [])
            do throws(MemoryNotifierError) {
                let late = try notifiers.register(log.operations("b"))
                late.unregister()
                Issue.record("it was registered")
            } catch {
                guard case .closing = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            do throws(MemoryNotifierError) {
                let late = try IntervalSubscription(5..<6, in: notifiers, state: ()) { _, _ in }
                late.remove()
                Issue.record("it was inserted")
            } catch {
                guard case .closing = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            do throws(MemoryRetryError<Never>) {
                try interval.withRetry(lookUp: {}, install: { _, _ in log.note("installed") })
            } catch {
                guard case .notifiers(.closing) = error else {
                    Issue.record("\(error)")
                    return
                }
            }
            one.unregister()
            interval.remove()
            #expect(log.take() == [])
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("A registration that the closing overtakes fails, and is not released")
    func closingWhileRegistering() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        let open = notifiers.start(10)
        let outcome = Handover<String>()
        let thread = TestThread {
            do throws(MemoryNotifierError) {
                let subscription = try notifiers.register(log.operations("a"))
                outcome.put("registered")
                subscription.unregister()
            } catch {
                outcome.put("\(error)")
            }
        }
        #expect(waitUntil { notifiers.counts.subscribers == 1 })
        blocking { notifiers.close() }
        open.end()
        thread.join()
        #expect(outcome.take()?.contains("closed") == true)
        #expect(log.take() == [])
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("Without holding a thread a subscription ends once")
    func asynchronous() async throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        let subscription = try await notifiers.register(log.operations("a"))
        await subscription.unregister()
        #expect(log.take() == ["a!"])
        let interval = try IntervalSubscription(0..<10, in: notifiers, state: 0) { _, _ in log.note("hit") }
        await interval.remove()
        notifiers.start(0).end()
        #expect(log.take() == [])
        await notifiers.close()
        #expect(notifiers.isClosed)
        #expect(blocking { notifiers.settledCounts() } == MemoryNotifiers().counts)
    }

    /// What a subscription captured is gone when it is; not whenever a list that it was in has been reclaimed.
    @Test("What the callbacks captured goes with the subscription")
    func captures() throws {
        final class Captured: Sendable {}
        let notifiers = MemoryNotifiers()
        weak var captured: Captured?
        try blockingOrThrowing { () throws in
            do {
                let new = Captured()
                captured = new
                let subscription = try notifiers.register(MemoryOperations(start: .always { _ in _ = new }))
                let interval = try IntervalSubscription(0..<10, in: notifiers, state: new) { state, _ in
                    _ = (state, new)
                }
                let open = notifiers.start(0)
                subscription.unregister()
                interval.remove()
                _ = consume new
                #expect(captured == nil)
                open.end()
            }
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }
}
