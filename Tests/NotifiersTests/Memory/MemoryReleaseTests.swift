import Glibc
import Synchronization
import TestThreads
import Testing

@testable import AsymmetricFences
@testable import Notifiers
@testable import ReadCopyUpdate

/// Second mappings go before anything that overlaps them does: whoever is about to drop them is still told of what is taken away.
@Suite("Second mappings at the end of a subscription")
struct MemoryReleaseTests {
    /// A subscriber whose release stays inside until it is let go.
    private final class Staying: Sendable {
        let (inside, letGo, log) = (Latch(), Latch(), MemoryLog())

        var operations: MemoryOperations {
            MemoryOperations(
                release: {
                    self.inside.open()
                    self.letGo.wait()
                    self.log.note("!")
                },
                start: .always { self.log.note("+\($0.addresses.lowerBound)") }
            )
        }
    }

    /// Whether somebody waits for a grace period of `calls`.
    private static func waitsForCalls(_ notifiers: MemoryNotifiers) -> Bool {
        waitUntil({ notifiers.calls.writers.rounds.isUnderWay }, within: 60)
    }

    @Test("While release runs the subscriber is told of what is taken away", arguments: [false, true])
    func stillTold(asynchronous: Bool) async throws {
        let (notifiers, staying) = (MemoryNotifiers(), Staying())
        let subscription = Handover(try await notifiers.register(staying.operations))
        let done = Latch()
        var thread: TestThread?
        if asynchronous {
            taskOnOwnThread {
                await subscription.take()?.unregister()
                done.open()
            }
        } else {
            thread = TestThread {
                subscription.take()?.unregister()
                done.open()
            }
        }
        #expect(await yieldUntil({ staying.inside.isOpen }, within: 60))
        notifiers.start(50).end()
        #expect(staying.log.take() == ["+50"])
        staying.letGo.open()
        #expect(await yieldUntil({ done.isOpen }, within: 60))
        thread?.join()
        notifiers.start(70).end()
        #expect(staying.log.take() == ["!"])
        #expect(blocking { notifiers.settledCounts() } == MemoryNotifiers().counts)
    }

    /// The second mappings are still there until the closing's release has dropped them.
    @Test("Who unsubscribes while the closing releases is told until the release has returned")
    func unregisteringLoses() throws {
        let (notifiers, staying) = (MemoryNotifiers(), Staying())
        let subscription = try blockingOrThrowing { () throws in Handover(try notifiers.register(staying.operations)) }
        let closing = TestThread { notifiers.close() }
        staying.inside.wait()
        let leaving = TestThread { subscription.take()?.unregister() }
        #expect(Self.waitsForCalls(notifiers))
        notifiers.start(50).end()
        #expect(staying.log.take() == ["+50"])
        staying.letGo.open()
        closing.join()
        leaving.join()
        #expect(staying.log.take() == ["!"])
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("Who is released by unsubscribing while the registry is closed is told until the release has returned")
    func closingLoses() throws {
        let (notifiers, staying) = (MemoryNotifiers(), Staying())
        let subscription = try blockingOrThrowing { () throws in Handover(try notifiers.register(staying.operations)) }
        let leaving = TestThread { subscription.take()?.unregister() }
        staying.inside.wait()
        let closed = Latch()
        let closing = TestThread {
            notifiers.close()
            closed.open()
        }
        #expect(Self.waitsForCalls(notifiers))
        notifiers.start(50).end()
        #expect(staying.log.take() == ["+50"])
        #expect(!closed.isOpen)
        staying.letGo.open()
        closing.join()
        leaving.join()
        #expect(staying.log.take() == ["!"])
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    /// The first grace period is for releases that have begun; the second for callbacks that began meanwhile, of those who were then taken out.
    @Test("Closing returns when the callbacks that run have")
    func closingWaits() throws {
        let (notifiers, closed) = (MemoryNotifiers(), Latch())
        let inside = [Latch(), Latch()]
        let letGo = [Latch(), Latch()]
        let operations = MemoryOperations(
            start: .always { what in
                let number = what.addresses.lowerBound == 10 ? 0 : 1
                inside[number].open()
                letGo[number].wait()
            }
        )
        let subscription = try blockingOrThrowing { () throws in Handover(try notifiers.register(operations)) }
        let first = TestThread { notifiers.start(10).end() }
        inside[0].wait()
        let closing = TestThread {
            notifiers.close()
            closed.open()
        }
        // Asleep, and so past the flip of the phase: what begins now is not waited for by this grace period.
        #expect(waitUntil({ notifiers.calls.counters.waiting.pointee.load(ordering: .relaxed) != 0 }, within: 60))
        // It is still told: the closing waits before it takes anybody out.
        let second = TestThread { notifiers.start(50).end() }
        #expect(waitUntil({ inside[1].isOpen }, within: 60))
        letGo[0].open()
        first.join()
        #expect(waitUntil({ notifiers.counts.subscribers == 0 }, within: 60))
        for _ in 0..<1_000 { sched_yield() }
        #expect(!closed.isOpen, "a callback was still running")
        letGo[1].open()
        second.join()
        closing.join()
        _ = subscription.take()
    }
}
