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
        #expect(announcer.join(within: 20))
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

    private func unread() -> OpenInvalidation {
        notifiers.start(
            MemoryInvalidation(addresses: 0..<UInt.max - 4095, event: .unmap, owner: UserfaultSource.unreadEvent)
        )
    }
}
