import TestThreads
import Testing

@testable import Notifiers

@Suite("Announcing that memory goes")
struct MemoryAnnouncementTests {
    @Test("Each subscriber is told of the start before the body, and of the end after it, in the order of registration")
    func brackets() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let one = try notifiers.register(log.operations("a"))
            let other = try notifiers.register(log.operations("b"))
            let result = notifiers.withInvalidation(of: 10..<20, event: .unmap) {
                log.note("body")
                return 7
            }
            #expect(result == 7)
            #expect(log.take() == ["a+10", "b+10", "body", "a-10", "b-10"])
            one.unregister()
            other.unregister()
            #expect(log.take() == ["a!", "b!"])
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("A body that throws has its end announced too")
    func throwing() throws {
        struct Refusal: Error {}
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(log.operations("a"))
            #expect(throws: Refusal.self) {
                try notifiers.withInvalidation(of: 10..<20, event: .unmap) { throw Refusal() }
            }
            #expect(log.take() == ["a+10", "a-10"])
            #expect(notifiers.activeCount == 0)
            subscription.unregister()
        }
    }

    @Test("Event, owner and whether it may block come through")
    func description() throws {
        let notifiers = MemoryNotifiers()
        let owner = MemoryOwner("me")
        let seen = Handover<MemoryInvalidation>()
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(MemoryOperations(start: .always { seen.put($0) }))
            for event in MemoryEvent.allCases {
                let what = MemoryInvalidation(addresses: 4096..<8192, event: event, owner: owner)
                notifiers.start(what).end()
                let told = try #require(seen.take())
                #expect(told.event == event && told.owner == owner && told.addresses == 4096..<8192)
                #expect(told.isBlockable)
                notifiers.startWithoutBlocking(what)?.end()
                #expect(seen.take()?.isBlockable == false)
            }
            subscription.unregister()
        }
    }

    /// Nobody gets an end without its start, and who was told of a start is told of its end, whoever comes or goes meanwhile.
    @Test("The end goes to those who were told of the start")
    func generations() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let early = try notifiers.register(log.operations("early"))
            let gone = try notifiers.register(log.operations("gone"))
            let open = notifiers.start(10)
            let isHeard = open.hasAudience
            #expect(isHeard)
            // Registers while the range is open: it waits for it, and so on another thread.
            let late = Handover<MemorySubscription>()
            let thread = TestThread {
                if let subscription = try? notifiers.register(log.operations("late")) { late.put(subscription) }
            }
            #expect(waitUntil { notifiers.counts.subscribers == 3 })
            let second = notifiers.start(50)
            gone.unregister()
            #expect(log.take() == ["early+10", "gone+10", "early+50", "gone+50", "late+50", "gone!"])
            open.end()
            #expect(log.take() == ["early-10"])
            second.end()
            #expect(log.take() == ["early-50", "late-50"])
            thread.join()
            early.unregister()
            late.take()?.unregister()
            #expect(log.take() == ["early!", "late!"])
        }
        #expect(notifiers.settledCounts() == MemoryNotifiers().counts)
    }

    @Test("With nobody subscribed there is no audience, and who registers meanwhile hears nothing of the end")
    func nobody() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        let open = notifiers.start(10)
        let isHeard = open.hasAudience
        #expect(!isHeard)
        let subscription = Handover<MemorySubscription>()
        let thread = TestThread {
            if let new = try? notifiers.register(log.operations("a")) { subscription.put(new) }
        }
        #expect(waitUntil { notifiers.counts.subscribers == 1 })
        open.end()
        thread.join()
        #expect(log.take() == [])
        _ = subscription.take()
        #expect(log.take() == ["a!"])
    }

    @Test("An invalidation is ended by being dropped, and on another thread than its own")
    func dropped() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(log.operations("a"))
            do { _ = notifiers.start(10) }
            #expect(log.take() == ["a+10", "a-10"])
            let open = Handover(notifiers.start(30))
            TestThread { open.take()?.end() }.join()
            #expect(log.take() == ["a+30", "a-30"])
            #expect(notifiers.activeCount == 0)
            subscription.unregister()
        }
    }

    @Test("A callback may take memory away itself")
    func nested() throws {
        let (notifiers, log) = (MemoryNotifiers(), MemoryLog())
        try blockingOrThrowing { () throws in
            let subscription = try notifiers.register(
                MemoryOperations(
                    start: .always { what in
                        log.note("+\(what.addresses.lowerBound)")
                        if what.addresses.lowerBound == 10 { notifiers.start(50).end() }
                    },
                    end: { log.note("-\($0.addresses.lowerBound)") }
                )
            )
            notifiers.start(10).end()
            #expect(log.take() == ["+10", "+50", "-50", "-10"])
            subscription.unregister()
        }
    }
}
