import ReadCopyUpdate
import TestThreads
import Testing

@testable import Notifiers

@Suite("Operations that several users share")
struct SharedMemoryTests {
    @Test("They are registered once, and freed after the last user, asynchronously")
    func counted() throws {
        final class Captured: Sendable {}
        let (notifiers, log, made) = (MemoryNotifiers(), MemoryLog(), SharedCounter())
        weak var captured: Captured?
        let box = Handover<Captured>()
        let shared = SharedMemoryOperations { _ in
            made.increment()
            let captured = Captured()
            box.put(captured)
            return MemoryOperations(
                release: { log.note("!") },
                start: .always { what in
                    _ = captured
                    log.note("+\(what.addresses.lowerBound)")
                }
            )
        }
        try blockingOrThrowing { () throws in
            let one = try notifiers.get(shared)
            captured = box.take()
            let other = try notifiers.get(shared)
            #expect(made.count == 1)
            #expect(notifiers.counts.subscribers == 1 && notifiers.counts.shared == 1)
            notifiers.start(10).end()
            #expect(log.take() == ["+10"])
            one.put()
            notifiers.start(30).end()
            #expect(log.take() == ["+30"])
            #expect(captured != nil)
            other.put()
            notifiers.start(50).end()
            notifiers.synchronize()
            #expect(captured == nil)
            // Its end is no release: that is the closing's.
            #expect(log.take() == [])
            #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
            let again = try notifiers.get(shared)
            #expect(made.count == 2)
            notifiers.close()
            #expect(log.take() == ["!"])
            again.put()
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("Putting back never waits, also not in a callback")
    func putInCallback() throws {
        let (notifiers, shared) = (MemoryNotifiers(), SharedMemoryOperations { _ in MemoryOperations() })
        try blockingOrThrowing { () throws in
            let share = Handover(try notifiers.get(shared))
            let subscription = try notifiers.register(MemoryOperations(start: .always { _ in share.take()?.put() }))
            notifiers.start(10).end()
            #expect(notifiers.counts.shared == 0)
            subscription.unregister()
            notifiers.synchronize()
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("A failure at any step leaves nothing", arguments: MemoryRegistrationStep.allCases)
    func failure(step: MemoryRegistrationStep) throws {
        let (notifiers, shared) = (MemoryNotifiers(), SharedMemoryOperations { _ in MemoryOperations() })
        blocking {
            notifiers.failNext(step)
            do throws(MemoryNotifierError) {
                let share = try notifiers.get(shared)
                share.put()
                Issue.record("it was registered")
            } catch {
                #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
            }
        }
        try blockingOrThrowing { () throws in try notifiers.get(shared).put() }
    }

    /// The second user comes while the first waits: it must not go on before the range that neither heard of is over.
    @Test("Who comes while the first user registers waits too")
    func both() throws {
        let (notifiers, done) = (MemoryNotifiers(), SharedCounter())
        let shared = SharedMemoryOperations { _ in MemoryOperations() }
        let open = notifiers.start(10)
        let threads = (0..<2).map { _ in
            TestThread {
                guard let share = try? notifiers.get(shared) else { return }
                done.increment()
                share.put()
            }
        }
        #expect(waitUntil { notifiers.table.withLock { $0.shared.values.first?.users } == 2 })
        blocking { notifiers.calls.synchronize() }
        #expect(done.count == 0)
        open.end()
        for thread in threads { thread.join() }
        #expect(done.count == 2)
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    /// Their release has been called, so that what a user made now would be left when the memory goes.
    @Test("Who comes while the closing releases gets nothing")
    func closing() throws {
        let (notifiers, inside, letGo) = (MemoryNotifiers(), Latch(), Latch())
        let shared = SharedMemoryOperations { _ in
            MemoryOperations(release: {
                inside.open()
                letGo.wait()
            })
        }
        try blockingOrThrowing { () throws in
            let share = try notifiers.get(shared)
            let closing = TestThread { notifiers.close() }
            inside.wait()
            do throws(MemoryNotifierError) {
                try notifiers.get(shared).put()
                Issue.record("it got a share of a closed registry")
            } catch {
                if case .closing = error {} else { Issue.record("\(error)") }
            }
            letGo.open()
            closing.join()
            share.put()
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("Many users at once are counted")
    func threads() {
        let (notifiers, failures) = (MemoryNotifiers(), SharedCounter())
        let shared = SharedMemoryOperations { _ in MemoryOperations() }
        let threads = (0..<4).map { _ in
            TestThread {
                for _ in 0..<(longTests ? 2_000 : 50) {
                    guard let share = try? notifiers.get(shared) else {
                        failures.increment()
                        continue
                    }
                    if notifiers.counts.shared != 1 { failures.increment() }
                    share.put()
                }
            }
        }
        for thread in threads { thread.join() }
        #expect(failures.count == 0)
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }
}
