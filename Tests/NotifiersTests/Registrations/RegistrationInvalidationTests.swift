import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("RegistrationCache: memory that is taken away")
struct RegistrationInvalidationTests {
    private let notifiers = MemoryNotifiers()
    private let registrar = Registrar()

    @Test("What nobody uses is undone before the memory goes; what overlaps by a page too, and nothing else")
    func unused() throws {
        let cache = registrar.cache(notifiers)
        try cache.lease("a", somewhere(1, pages: 4)).release()
        try cache.lease("b", somewhere(1)).release()
        try cache.lease("c", somewhere(2)).release()
        let last = somewhere(1, pages: 4).upperBound
        notifiers.withInvalidation(of: last - 4096..<last + 4096, event: .clear) {
            #expect(registrar.order == ["a", "b", "c", "-a"])
        }
        #expect(cache.statistics.invalidations == 1)
        #expect(cache.statistics.entries == 2)
        try cache.lease("a", somewhere(1, pages: 4)).release()
        #expect(registrar.order == ["a", "b", "c", "-a", "a"])
        // The subscription of what went, which could not end inside its own callback.
        #expect(notifiers.intervalCount == 3)
    }

    @Test("What is used is not handed out again, and undone by its last user; beside it there is a new one")
    func used() throws {
        let cache = registrar.cache(notifiers)
        let one = try cache.lease("a", somewhere(1))
        let two = try cache.lease("a", somewhere(1))
        notifiers.withInvalidation(of: somewhere(1), event: .unmap) {
            #expect(!one.isValid && !two.isValid)
        }
        #expect(registrar.order == ["a"])
        let new = try cache.lease("a", somewhere(1))
        #expect(new.registration == 2 && new.isValid && one.registration == 1)
        #expect(cache.statistics.entries == 2 && cache.statistics.bytes == 2 * 4096)
        one.release()
        #expect(registrar.order == ["a", "a"])
        two.release()
        #expect(registrar.order == ["a", "a", "-a"])
        let isValid = new.isValid
        #expect(isValid)
        // The second announcement of the same memory is of the new one only.
        notifiers.withInvalidation(of: somewhere(1), event: .unmap) {}
        #expect(cache.statistics.invalidations == 2)
        new.release()
        #expect(registrar.liveCount == 0 && registrar.mistakes.isEmpty)
        #expect(cache.statistics.entries == 0 && notifiers.intervalCount == 0)
    }

    @Test(
        "Memory that is taken away while it is being registered: what was made is undone, and made again",
        arguments: 1...3
    )
    func overtaken(times: Int) throws {
        let rest = SharedCounter()
        rest.store(times)
        let notifiers = notifiers
        let registrar = Registrar { _, addresses in
            if rest.count > 0 {
                rest.decrement()
                notifiers.withInvalidation(of: addresses, event: .unmap) {}
            }
        }
        let cache = registrar.cache(notifiers)
        let lease = try cache.lease("a", somewhere(1))
        #expect(lease.registration == times + 1)
        #expect(registrar.liveCount == 1)
        #expect(cache.statistics.overtaken == times)
        #expect(cache.statistics.misses == 1 && cache.statistics.invalidations == 0)
    }

    @Test(
        "While the memory is being taken away nobody gets a registration; a deadline ends the wait and leaves nothing"
    )
    func open() throws {
        let cache = registrar.cache(notifiers)
        // Somebody else's interval, so that the range is known to the index.
        let other = try cache.lease("b", somewhere(1))
        let invalidation = notifiers.start(MemoryInvalidation(addresses: somewhere(1), event: .unmap))
        do {
            try cache.lease("a", somewhere(1), deadline: .now + .milliseconds(20)).release()
            Issue.record("a registration was made while its memory was being taken away")
        } catch {
            guard case .notifiers(.timedOut) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(registrar.order == ["b"])
        #expect(cache.statistics.entries == 1 && cache.statistics.failures == 1)
        let notices = SharedCounter()
        let waiting = TestThread {
            do {
                try cache.lease("a", somewhere(1)).release()
                notices.increment()
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(waitUntil { cache.statistics.entries == 2 })
        invalidation.end()
        waiting.join()
        #expect(notices.count == 1)
        other.release()
        #expect(registrar.liveCount == 1)
    }

    @Test("Where subscribers may not block the registration is undone by the next who comes by")
    func nonBlockable() throws {
        let cache = registrar.cache(notifiers)
        try cache.lease("a", somewhere(1)).release()
        let open = notifiers.startWithoutBlocking(
            MemoryInvalidation(addresses: somewhere(1), event: .unmap)
        )
        let isAccepted = open != nil
        #expect(isAccepted)
        open?.end()
        #expect(registrar.order == ["a"])
        #expect(cache.statistics.invalidations == 1)
        try cache.lease("a", somewhere(1)).release()
        #expect(registrar.order == ["a", "-a", "a"])
        #expect(notifiers.intervalCount == 1)
    }

    @Test("A lease let go in a callback of the registry: undone there, without waiting for itself")
    func inCallback() throws {
        let cache = registrar.cache(notifiers, RegistrationLimits(entries: 0))
        let held = Held(try cache.lease("a", somewhere(1)))
        let subscription = try notifiers.register(MemoryOperations(start: .always { _ in held.letGo() }))
        notifiers.withInvalidation(of: somewhere(9), event: .unmap) {
            #expect(registrar.order == ["a", "-a"])
        }
        subscription.unregister()
        #expect(notifiers.intervalCount == 1)
        cache.removeUnused()
        #expect(notifiers.intervalCount == 0)
    }

    @Test("All memory: every registration goes")
    func everything() throws {
        let cache = registrar.cache(notifiers)
        for key in ["a", "b", "c"] { try cache.lease(key, somewhere(key == "a" ? 1 : 2)).release() }
        notifiers.withInvalidation(of: 0..<UInt.max - 4095, event: .unmap) {}
        #expect(registrar.liveCount == 0)
        #expect(cache.statistics.entries == 0)
    }
}

/// A lease that another thread or callback lets go.
private final class Held: Sendable {
    private let lease: Mutex<RegistrationLease<String, Int>?>

    init(_ lease: consuming sending RegistrationLease<String, Int>) {
        self.lease = Mutex(lease)
    }

    func letGo() {
        let lease = lease.withLock { $0.take() }
        _ = consume lease
    }
}
