import ReadCopyUpdate
import TestThreads
import Testing

@testable import Notifiers

@Suite("Registering for all memory")
struct MemoryRegistrationTests {
    private static let nothing = MemoryNotifiers().counts

    @Test(
        "A failure at any step leaves nothing, and the next registration succeeds",
        arguments: MemoryRegistrationStep.allCases
    )
    func failure(step: MemoryRegistrationStep) throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            for others in 0..<2 {
                let other = others == 0 ? nil : Handover(try notifiers.register(MemoryOperations()))
                let before = notifiers.settledCounts()
                notifiers.failNext(step)
                do throws(MemoryNotifierError) {
                    let subscription = try notifiers.register(log.operations("a"))
                    subscription.unregister()
                    Issue.record("it was registered")
                } catch {
                    switch error {
                    case .outOfMemory: #expect(step != .wait)
                    case .cancelled: #expect(step == .wait)
                    default: Issue.record("\(error)")
                    }
                }
                #expect(notifiers.settledCounts() == before)
                notifiers.start(10).end()
                #expect(log.take() == [])
                let subscription = try notifiers.register(log.operations("a"))
                notifiers.start(10).end()
                subscription.unregister()
                #expect(log.take() == ["a+10", "a-10", "a!"])
                #expect(notifiers.settledCounts() == before)
                _ = other?.take()
            }
        }
        #expect(notifiers.settledCounts() == Self.nothing)
    }

    @Test("It waits for an invalidation that was announced to nobody", arguments: [false, true])
    func waits(hasOther: Bool) throws {
        let notifiers = MemoryNotifiers()
        try blockingOrThrowing { () throws in
            let other = hasOther ? Handover(try notifiers.register(MemoryOperations())) : nil
            let open = notifiers.start(10)
            let isHeard = open.hasAudience
            #expect(isHeard == hasOther)
            let done = Latch()
            let thread = TestThread {
                if let subscription = try? notifiers.register(MemoryOperations()) {
                    done.open()
                    subscription.unregister()
                }
            }
            #expect(waitUntil { notifiers.counts.subscribers == (hasOther ? 2 : 1) })
            // Others that come and go are not waited for; this one is.
            for _ in 0..<100 { notifiers.start(500).end() }
            notifiers.calls.synchronize()
            #expect(!done.isOpen)
            open.end()
            thread.join()
            #expect(done.isOpen)
            _ = other?.take()
        }
        #expect(notifiers.settledCounts() == Self.nothing)
    }

    @Test("At its deadline it leaves nothing, and says who holds a range open")
    func timesOut() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let other = try notifiers.register(MemoryOperations())
            let before = notifiers.settledCounts()
            let open = notifiers.start(
                MemoryInvalidation(addresses: 4096..<8192, event: .unmap, owner: MemoryOwner("forgetful"))
            )
            do throws(MemoryNotifierError) {
                let subscription = try notifiers.register(log.operations("a"), deadline: .now + .milliseconds(20))
                subscription.unregister()
                Issue.record("it was registered while a range was open that it had not heard of")
            } catch {
                guard case .timedOut(_, let holders) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(holders.count == 1)
                #expect("\(error)".contains("unmap of 0x1000..<0x2000 by forgetful"), "\(error)")
            }
            var after = notifiers.counts
            #expect(after.open == 1)
            after.open = 0
            #expect(after == before)
            open.end()
            #expect(log.take() == [])
            #expect(notifiers.settledCounts() == before)
            other.unregister()
        }
    }

    @Test("A task that is cancelled stops waiting at once, and leaves nothing")
    func cancelled() async throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        let open = Handover(notifiers.start(10))
        let task = Task { () -> String in
            do throws(MemoryNotifierError) {
                let subscription = try await notifiers.register(log.operations("a"))
                await subscription.unregister()
                return "registered"
            } catch {
                guard case .cancelled = error else { return "\(error)" }
                return "cancelled"
            }
        }
        #expect(await yieldUntil { notifiers.counts.subscribers == 1 })
        task.cancel()
        #expect(await task.value == "cancelled")
        #expect(notifiers.counts.subscribers == 0)
        #expect(!notifiers.hasList)
        open.take()?.end()
        #expect(log.take() == [])
        #expect(blocking { notifiers.settledCounts() } == Self.nothing)
    }

    @Test("Without holding a thread it waits, times out, and registers")
    func asynchronous() async throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        let open = Handover(notifiers.start(10))
        do throws(MemoryNotifierError) {
            let subscription = try await notifiers.register(log.operations("a"), deadline: .now + .milliseconds(20))
            await subscription.unregister()
            Issue.record("it was registered")
        } catch {
            guard case .timedOut = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(notifiers.counts.subscribers == 0)
        let done = Latch()
        let task = Task {
            let subscription = try await notifiers.register(log.operations("a"))
            done.open()
            notifiers.start(30).end()
            await subscription.unregister()
        }
        #expect(await yieldUntil { notifiers.counts.subscribers == 1 })
        #expect(!done.isOpen)
        open.take()?.end()
        try await task.value
        #expect(log.take() == ["a+30", "a-30", "a!"])
        #expect(blocking { notifiers.settledCounts() } == Self.nothing)
    }
}
