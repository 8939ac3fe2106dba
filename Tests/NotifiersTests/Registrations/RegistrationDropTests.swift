import Glibc
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

/// What has left the cache and is not undone yet, and what a use says of itself.
@Suite("RegistrationCache: what is being undone")
struct RegistrationDropTests {
    private let notifiers = MemoryNotifiers()

    @Test("Memory whose registration is being undone by another thread does not go before it is")
    func undoneElsewhere() throws {
        let isInside = Latch()
        let mayGo = Latch()
        let isUndone = Latch()
        let cache = RegistrationCache(notifiers: notifiers) { (_: String, _) in
        } deregister: { _, _, _ in
            isInside.open()
            mayGo.wait()
            isUndone.open()
        }
        try cache.lease("a", somewhere(1)).release()
        let remover = TestThread { cache.removeUnused() }
        isInside.wait()
        let notifiers = notifiers
        let isGoing = Latch()
        let taker = TestThread {
            notifiers.withInvalidation(of: somewhere(1), event: .unmap) {
                #expect(isUndone.isOpen)
                isGoing.open()
            }
        }
        waitUntil({ isGoing.isOpen }, within: 0.05)
        mayGo.open()
        taker.join()
        remover.join()
        #expect(isGoing.isOpen)
    }

    @Test("An event that has not been read waits for no registration to be undone")
    func unreadWhileUndone() throws {
        let isInside = Latch()
        let mayGo = Latch()
        let cache = RegistrationCache(notifiers: notifiers) { (_: String, _) in
        } deregister: { _, _, _ in
            isInside.open()
            mayGo.wait()
        }
        try cache.lease("a", somewhere(1)).release()
        let remover = TestThread { cache.removeUnused() }
        isInside.wait()
        let notifiers = notifiers
        let announcer = TestThread {
            notifiers.start(
                MemoryInvalidation(addresses: somewhere(1), event: .unmap, owner: UserfaultSource.unreadEvent)
            ).end()
        }
        #expect(announcer.join(within: 60))
        mayGo.open()
        remover.join()
    }

    @Test("What has left the cache and nobody has begun to undo is undone by whoever takes the memory away, once")
    func notBegun() throws {
        let isInside = Latch()
        let mayGo = Latch()
        let undone = Mutex<[String]>([])
        let cache = RegistrationCache(notifiers: notifiers) { (_: String, _) in
        } deregister: { key, _, _ in
            if key == "a" {
                isInside.open()
                mayGo.wait()
            }
            undone.withLock { $0.append(key) }
        }
        try cache.lease("a", somewhere(1)).release()
        try cache.lease("b", somewhere(2)).release()
        let remover = TestThread { cache.removeUnused() }
        isInside.wait()
        notifiers.withInvalidation(of: somewhere(2), event: .unmap) {
            #expect(undone.withLock { $0 } == ["b"])
        }
        mayGo.open()
        remover.join()
        #expect(undone.withLock { $0 } == ["b", "a"])
        #expect(cache.statistics.entries == 0 && cache.statistics.invalidations == 0)
        #expect(notifiers.intervalCount == 0)
    }

    @Test(
        "A use is valid again when an event that does not concern it has been read, without anybody's asking the cache"
    )
    func validAgain() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        let held = try cache.lease("a", somewhere(1))
        let other = try cache.lease("b", somewhere(2))
        let everything = unread()
        var isValid = held.isValid || other.isValid
        #expect(!isValid)
        notifiers.withInvalidation(of: somewhere(2), event: .unmap) {}
        isValid = held.isValid
        #expect(!isValid)
        everything.end()
        isValid = held.isValid
        #expect(isValid)
        isValid = other.isValid
        #expect(!isValid)
        #expect(notifiers.counts.waiters == 0)
    }

    @Test(
        "While an event is unread nobody gets a registration, however close the last one was confirmed to the next event"
    )
    func confirmedBetweenEvents() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        try cache.lease("a", somewhere(1)).release()
        let opened = SharedCounter()
        let closing = SharedCounter()
        let leases = SharedCounter()
        let isOver = Latch()
        let leaser = TestThread {
            while !isOver.isOpen {
                let number = opened.count
                let isOpen = closing.count < number
                let isLeased = (try? cache.lease("a", somewhere(1), deadline: .now).release()) != nil
                // The event of before was open all the time.
                if isOpen, isLeased, closing.count < number { Issue.record("leased in event \(number)") }
                leases.increment()
            }
        }
        let rounds = longTests ? 100_000 : 3000
        for round in 0..<rounds {
            let open = unread()
            opened.increment()
            let before = leases.count
            for _ in 0..<200 where leases.count < before + 3 { sched_yield() }
            closing.increment()
            open.end()
            // Now and then somewhat later: the next event comes anywhere in a lease.
            for _ in 0..<round % 64 { _ = leases.count }
        }
        isOver.open()
        leaser.join()
        #expect(registrar.order == ["a"])
        #expect(cache.statistics.entriesInUse == 0)
    }

    @Test("What was registered after an event that came meanwhile is no suspect")
    func overtakenByEvent() throws {
        let rest = SharedCounter()
        rest.store(1)
        let notifiers = notifiers
        let registrar = Registrar { _, _ in
            if rest.count > 0 {
                rest.decrement()
                notifiers.start(
                    MemoryInvalidation(
                        addresses: 0..<UInt.max - 4095,
                        event: .unmap,
                        owner: UserfaultSource.unreadEvent
                    )
                ).end()
            }
        }
        let cache = registrar.cache(notifiers)
        let lease = try cache.lease("a", somewhere(1))
        #expect(cache.statistics.overtaken == 1)
        let isValid = lease.isValid
        #expect(isValid)
    }

    @Test("A cache that goes in a callback, and a last use that ends in one: their subscriptions end all the same")
    func goneInCallback() throws {
        let registrar = Registrar()
        let made = registrar.cache(notifiers)
        try made.lease("a", somewhere(1)).release()
        let lease = Mutex<RegistrationLease<String, Int>?>(try made.lease("b", somewhere(2)))
        let cache = Mutex<RegistrationCache<String, Int>?>(consume made)
        let turn = SharedCounter()
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { _ in
                    if turn.increment() == 1 {
                        let gone = cache.withLock { $0.take() }
                        _ = consume gone
                    } else {
                        let gone = lease.withLock { $0.take() }
                        _ = consume gone
                    }
                }
            )
        )
        notifiers.withInvalidation(of: somewhere(9), event: .unmap) {}
        #expect(registrar.order == ["a", "b", "-a"])
        #expect(waitUntil { notifiers.intervalCount == 1 })
        notifiers.withInvalidation(of: somewhere(9), event: .unmap) {}
        #expect(registrar.order == ["a", "b", "-a", "-b"])
        #expect(waitUntil { notifiers.intervalCount == 0 })
        subscription.unregister()
    }

    @Test("What callbacks left over, and a cache that goes in another with nothing else to undo")
    func goneWithLeftovers() throws {
        let registrar = Registrar()
        let made = registrar.cache(notifiers)
        try made.lease("a", somewhere(1)).release()
        notifiers.withInvalidation(of: somewhere(1), event: .unmap) {}
        #expect(registrar.order == ["a", "-a"] && notifiers.intervalCount == 1)
        let cache = Mutex<RegistrationCache<String, Int>?>(consume made)
        let subscription = try notifiers.register(
            MemoryOperations(
                start: .always { _ in
                    let gone = cache.withLock { $0.take() }
                    _ = consume gone
                }
            )
        )
        notifiers.withInvalidation(of: somewhere(9), event: .unmap) {}
        #expect(waitUntil { notifiers.intervalCount == 0 })
        subscription.unregister()
    }

    private func unread() -> OpenInvalidation {
        notifiers.start(
            MemoryInvalidation(addresses: 0..<UInt.max - 4095, event: .unmap, owner: UserfaultSource.unreadEvent)
        )
    }
}
