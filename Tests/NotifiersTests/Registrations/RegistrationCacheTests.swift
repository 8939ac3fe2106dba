import TestThreads
import Testing

@testable import Notifiers

@Suite("RegistrationCache")
struct RegistrationCacheTests {
    private let notifiers = MemoryNotifiers()

    @Test("A registration is made once for all its users, and stays when they have gone")
    func sharing() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        do {
            let one = try cache.lease("a", somewhere(1))
            let two = try cache.lease("a", somewhere(1))
            #expect(one.registration == 1 && two.registration == 1)
            #expect(one.key == "a" && one.addresses == somewhere(1) && one.isValid)
            #expect(cache.statistics.entriesInUse == 1)
            one.release()
            #expect(cache.statistics.entriesInUse == 1)
            two.release()
        }
        let again = try cache.lease("a", somewhere(1))
        #expect(again.registration == 1)
        // Another key and another range are others.
        let other = try cache.lease("b", somewhere(1))
        let longer = try cache.lease("a", somewhere(1, pages: 2))
        #expect(other.registration == 2 && longer.registration == 3)
        var expected = RegistrationCacheStatistics()
        expected.entries = 3
        expected.entriesInUse = 3
        expected.bytes = 4 * 4096
        expected.hits = 2
        expected.misses = 3
        #expect(cache.statistics == expected)
        #expect(notifiers.intervalCount == 3)
    }

    @Test("The lengths of ranges as long as all addresses are added up without a trap")
    func lengths() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        let all = 0..<UInt.max - 4095
        for key in ["a", "b", "c"] { try cache.lease(key, all).release() }
        #expect(cache.statistics.entries == 3)
        #expect(cache.statistics.bytes == .max)
        cache.removeUnused()
        try cache.lease("a", somewhere(1)).release()
        #expect(cache.statistics.bytes == 4096)
    }

    @Test("The least recently used gives way, in exact order; what is in use does not")
    func order() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers, RegistrationLimits(entries: 3))
        for key in ["a", "b", "c"] { try cache.lease(key, somewhere(1)).release() }
        // A use makes it the youngest, from the end of the use.
        let held = try cache.lease("b", somewhere(1))
        try cache.lease("a", somewhere(1)).release()
        held.release()
        #expect(registrar.order == ["a", "b", "c"])
        try cache.lease("d", somewhere(1)).release()
        try cache.lease("e", somewhere(1)).release()
        #expect(registrar.order == ["a", "b", "c", "-c", "d", "-a", "e"])
        let used = try cache.lease("b", somewhere(1))
        for key in ["f", "g", "h"] { try cache.lease(key, somewhere(1)).release() }
        #expect(registrar.order.suffix(6) == ["-d", "f", "-e", "g", "-f", "h"])
        #expect(used.registration == 2)
        used.release()
        try cache.lease("b", somewhere(1)).release()
        #expect(cache.statistics.evictions == 5)
        #expect(cache.statistics.entries == 3)
        #expect(registrar.mistakes.isEmpty)
        #expect(notifiers.intervalCount == 3)
    }

    @Test("More may be in use than the limit allows; the surplus goes as soon as it is not")
    func surplus() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers, RegistrationLimits(entries: 1))
        let one = try cache.lease("a", somewhere(1))
        let two = try cache.lease("b", somewhere(1))
        let three = try cache.lease("c", somewhere(1))
        #expect(cache.statistics.entries == 3 && registrar.liveCount == 3)
        two.release()
        #expect(registrar.order.last == "-b")
        three.release()
        #expect(registrar.order.last == "-c")
        one.release()
        #expect(registrar.order.last == "-c", "the last one fits")
        #expect(cache.statistics.evictions == 2)
    }

    @Test("The limit of bytes: as many leave as make room, before the next is registered")
    func bytes() throws {
        let pinned = SharedCounter()
        let most = SharedCounter()
        let cache = RegistrationCache(
            notifiers: notifiers,
            limits: RegistrationLimits(entries: 100, bytes: 8 * 4096)
        ) { (_: Int, addresses) in
            for _ in 0..<addresses.count / 4096 { pinned.increment() }
            most.store(max(most.count, pinned.count))
        } deregister: { _, addresses, _ in
            for _ in 0..<addresses.count / 4096 { pinned.decrement() }
        }
        for pages in [3, 3, 2, 1, 5, 8, 1] { try cache.lease(pages, somewhere(pages, pages: pages)).release() }
        #expect(most.count == 8)
        #expect(cache.statistics.bytes == 4096)
        #expect(cache.statistics.evictions == 5)
        // What alone is too long is kept only as long as it is used.
        try cache.lease(9, somewhere(9, pages: 9)).release()
        #expect(pinned.count == 0 && cache.statistics.bytes == 0)
    }

    @Test("The closures' failure leaves nothing, and the next attempt is as the first")
    func failure() throws {
        let fails = SharedCounter()
        let registrar = Registrar { key, _ in if fails.count > 0 { throw Registrar.Failure(key: key) } }
        let cache = registrar.cache(notifiers)
        fails.increment()
        for _ in 0..<3 {
            do {
                try cache.lease("a", somewhere(1)).release()
                Issue.record("nothing failed")
            } catch {
                guard case .caller(let cause) = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(cause as? Registrar.Failure == Registrar.Failure(key: "a"))
            }
            #expect(notifiers.intervalCount == 0)
            #expect(cache.statistics.entries == 0 && cache.statistics.entriesInUse == 0 && cache.statistics.bytes == 0)
        }
        fails.store(0)
        try cache.lease("a", somewhere(1)).release()
        var expected = RegistrationCacheStatistics()
        expected.entries = 1
        expected.bytes = 4096
        expected.misses = 4
        expected.failures = 3
        #expect(cache.statistics == expected)
    }

    @Test(
        "A subscription that fails leaves nothing, and nothing was registered",
        arguments: MemoryRegistrationStep.allCases
    )
    func failingSubscription(step: MemoryRegistrationStep) throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        notifiers.failNext(step)
        do {
            try cache.lease("a", somewhere(1)).release()
            // A step that intervals do not have.
            #expect(step == .wait || step == .finish)
        } catch {
            guard case .notifiers(.outOfMemory) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(registrar.order.isEmpty)
            #expect(notifiers.intervalCount == 0)
            #expect(cache.statistics.entries == 0)
        }
    }

    @Test("A range without addresses, and a registry that has been closed")
    func refusals() throws {
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        #expect(throws: MemoryRetryError<any Error>.self) { try cache.lease("a", 8..<8).release() }
        let used = try cache.lease("a", somewhere(1))
        try cache.lease("b", somewhere(1)).release()
        notifiers.close()
        #expect(throws: MemoryRetryError<any Error>.self) { try cache.lease("c", somewhere(1)).release() }
        #expect(throws: MemoryRetryError<any Error>.self) { try cache.lease("b", somewhere(1)).release() }
        let isValid = used.isValid
        #expect(!isValid)
        #expect(registrar.order == ["a", "b", "-b"])
        used.release()
        #expect(registrar.order == ["a", "b", "-b", "-a"])
    }

    @Test("A cache that goes undoes what nobody uses, and what is used when it is used no more")
    func end() throws {
        let registrar = Registrar()
        var cache: RegistrationCache<String, Int>? = registrar.cache(notifiers)
        try cache?.lease("a", somewhere(1)).release()
        let held = try cache?.lease("b", somewhere(2))
        cache?.removeUnused()
        #expect(registrar.order == ["a", "b", "-a"])
        try cache?.lease("c", somewhere(3)).release()
        cache = nil
        #expect(registrar.order == ["a", "b", "-a", "c", "-c"])
        #expect(notifiers.intervalCount == 1)
        held?.release()
        #expect(registrar.order.last == "-b")
        #expect(registrar.liveCount == 0 && registrar.mistakes.isEmpty)
        #expect(notifiers.intervalCount == 0)
    }
}
