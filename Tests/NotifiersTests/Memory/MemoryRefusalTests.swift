import TestThreads
import Testing

@testable import Notifiers

@Suite("Starts that may not block")
struct MemoryRefusalTests {
    /// The rule of `mmu_notifier_ops`: all are called, and those with an end are given it; nobody else is left believing that memory goes.
    @Test("After a refusal all have been called, and those with an end have been ended, before the call returns")
    func refusal() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let first = try notifiers.register(log.operations("a"))
            let refusing = try notifiers.register(log.refusing("r"))
            let last = try notifiers.register(log.operations("b"))
            let interval = try IntervalSubscription(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
            let isOpen = notifiers.startsWithoutBlocking(10)
            #expect(!isOpen)
            #expect(log.take() == ["a+10", "r?10", "b+10", "a-10", "b-10"])
            #expect(notifiers.activeCount == 0 && notifiers.sequence & 1 == 0)
            #expect(interval.withLock { $0 } == 1)
            // Nothing is open: a reader begins at once, and does not find an older time.
            let sequence = try interval.readBegin(deadline: .now + .seconds(60))
            #expect(interval.withLock { _ in !interval.readRetry(sequence) })
            // Where it may block it does not refuse.
            notifiers.start(10).end()
            #expect(log.take() == ["a+10", "r?10", "b+10", "a-10", "b-10"])
            first.unregister()
            refusing.unregister()
            last.unregister()
        }
        #expect(notifiers.settledCounts().open == 0)
    }

    @Test("Accepted by all it is open until its end")
    func accepted() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(log.operations("a"))
            let open = notifiers.startWithoutBlocking(10)
            #expect(log.take() == ["a+10"])
            #expect(notifiers.activeCount == 1)
            open?.end()
            #expect(log.take() == ["a-10"])
            subscription.unregister()
        }
    }

    @Test("An interval whose lock is taken refuses, and the others are told all the same")
    func interval() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(log.operations("a"))
            let free = try IntervalSubscription(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
            let taken = try IntervalSubscription(0..<100, in: notifiers, state: 0) { count, _ in count += 1 }
            taken.withLock { count in
                // Also for the thread's own lock: it refuses, where a start that may block would trap.
                let isOpen = notifiers.startsWithoutBlocking(10)
                #expect(!isOpen)
                #expect(count == 0)
            }
            #expect(log.take() == ["a+10", "a-10"])
            #expect(free.withLock { $0 } == 1)
            #expect(notifiers.activeCount == 0)
            #expect(notifiers.startsWithoutBlocking(10))
            #expect(taken.withLock { $0 } == 1 && free.withLock { $0 } == 2)
            subscription.unregister()
        }
    }

    @Test("Operations with a start that may refuse and an end are not registered")
    func endOfRefusable() {
        let notifiers = MemoryNotifiers()
        blocking {
            do throws(MemoryNotifierError) {
                let subscription = try notifiers.register(
                    MemoryOperations(start: .mayRefuse { _ in .done }, end: { _ in })
                )
                subscription.unregister()
                Issue.record("it was registered")
            } catch {
                guard case .endOfRefusable = error else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
        #expect(notifiers.counts == MemoryNotifiers().counts)
    }
}
