import Glibc
import TestThreads
import Testing

@testable import Notifiers

/// Real memory, really pinned: a stale registration shows another page than the one that is mapped.
@Suite("RegistrationCache: real memory")
struct RegistrationMemoryTests {
    private static func cache(
        _ notifiers: MemoryNotifiers,
        entries: Int
    ) -> RegistrationCache<Int, PinnedPage> {
        RegistrationCache(notifiers: notifiers, limits: RegistrationLimits(entries: entries)) { _, addresses in
            PinnedPage(addresses.lowerBound)
        } deregister: { _, _, _ in
        }
    }

    /// Leases pages on `threads` threads, and looks at them, until `isOver`; returns how often a pin was current and how often stale.
    private static func use(
        _ cache: RegistrationCache<Int, PinnedPage>,
        _ memory: PinnedMemory,
        until isOver: Latch
    ) -> (current: SharedCounter, stale: SharedCounter, threads: [TestThread]) {
        let current = SharedCounter()
        let stale = SharedCounter()
        let threads = (0..<2).map { thread in
            TestThread {
                var other: [CInt] = [0, 0]
                precondition(pipe(&other) == 0)
                var page = thread
                while !isOver.isOpen {
                    page = (page + 1) % memory.pages
                    do {
                        let answer = try memory.isCurrent(page) {
                            let lease = try cache.lease(page, memory.memory.pages(page..<page + 1))
                            return lease.registration.word(through: other)
                        }
                        if let answer { (answer ? current : stale).increment() }
                    } catch {
                        Issue.record("\(error)")
                        break
                    }
                }
                other.forEach { close($0) }
            }
        }
        return (current, stale, threads)
    }

    @Test("Under threads that announce and purge pages, nobody ever gets a registration of a page that has gone")
    func announced() throws {
        let memory = PinnedMemory(pages: 6)
        let notifiers = MemoryNotifiers()
        // Fewer than there are pages, so that eviction goes on as well.
        let cache = Self.cache(notifiers, entries: 4)
        let isOver = Latch()
        let (current, stale, users) = Self.use(cache, memory, until: isOver)
        let rounds = longTests ? 100_000 : 1500
        let renewers = (0..<2).map { thread in
            TestThread {
                for round in 0..<rounds {
                    let page = (round % 3) * 2 + thread
                    notifiers.withInvalidation(of: memory.memory.pages(page..<page + 1), event: .clear) {
                        memory.renew(page)
                    }
                    // Lets somebody register it in between.
                    if round % 4 == 0 { sched_yield() }
                }
            }
        }
        renewers.forEach { $0.join() }
        waitUntil { current.count > 100 }
        isOver.open()
        users.forEach { $0.join() }
        #expect(stale.count == 0, "beside \(current.count) that were current")
        #expect(current.count > 100)
        let statistics = cache.statistics
        #expect(statistics.invalidations > 0 && statistics.evictions > 0)
        #expect(statistics.entriesInUse == 0 && statistics.entries <= 4)
        blocking { cache.removeUnused() }
        #expect(cache.statistics.entries == 0 && notifiers.intervalCount == 0)
    }

    @Test(
        "Under foreign code that purges pages, which only a UserfaultSource sees; other registrations stay",
        .enabled(if: UserfaultMachine.permits, Comment(rawValue: UserfaultMachine.reason))
    )
    func foreign() throws {
        let memory = PinnedMemory(pages: 4)
        let notifiers = MemoryNotifiers()
        let source = try UserfaultSource(notifiers: notifiers)
        try source.watch(memory.memory.range)
        let cache = Self.cache(notifiers, entries: 8)
        let untouched = ForeignMemory(pages: 1)
        untouched.fill(1)
        try cache.lease(100, untouched.range).release()
        let isOver = Latch()
        let (current, stale, users) = Self.use(cache, memory, until: isOver)
        let rounds = longTests ? 20_000 : 150
        let renewer = TestThread {
            for round in 0..<rounds {
                memory.renew(round % 4)
                // Long enough for the page to be looked at: what is stale must not stay unseen.
                let seen = current.count + stale.count
                waitUntil({ current.count + stale.count > seen + 4 }, within: 0.02)
            }
        }
        renewer.join()
        isOver.open()
        users.forEach { $0.join() }
        #expect(current.count > rounds)
        // Not none: see UserfaultMonitor on the thread that is preempted. A stale pin is looked at until the page's next renewal.
        #expect(memory.overlookedCount <= rounds / 50, "beside \(current.count) looks that were current")
        source.close()
        #expect(source.statistics.removed == rounds)
        // The range that no event was about kept its registration through all of them.
        let before = cache.statistics
        try cache.lease(100, untouched.range, deadline: .now + .seconds(20)).release()
        #expect(cache.statistics.hits == before.hits + 1 && cache.statistics.misses == before.misses)
        #expect(before.invalidations > 0)
    }

    @Test("An event that has not been read: the registration is held back, and given out again if it was not concerned")
    func unread() throws {
        let notifiers = MemoryNotifiers()
        let registrar = Registrar()
        let cache = registrar.cache(notifiers)
        for (key, place) in [("a", 1), ("b", 2)] { try cache.lease(key, somewhere(place)).release() }
        let held = try cache.lease("a", somewhere(1))
        let everything = notifiers.start(
            MemoryInvalidation(addresses: 0..<UInt.max - 4095, event: .unmap, owner: UserfaultSource.unreadEvent)
        )
        #expect(registrar.order == ["a", "b"])
        for key in ["a", "b"] {
            // A use that was given up must not be counted for ever.
            #expect(throws: MemoryRetryError<any Error>.self) {
                try cache.lease(key, somewhere(key == "a" ? 1 : 2), deadline: .now + .milliseconds(5)).release()
            }
        }
        #expect(cache.statistics.entriesInUse == 1)
        var isValid = held.isValid
        #expect(!isValid)
        let numbers = (0..<2).map { _ in SharedCounter() }
        let waiting = [("a", 1), ("b", 2)].map { key, place in
            TestThread {
                do {
                    let lease = try cache.lease(key, somewhere(place))
                    numbers[place - 1].store(lease.registration)
                } catch {
                    Issue.record("\(error)")
                }
            }
        }
        waitUntil { cache.statistics.entriesInUse == 2 }
        notifiers.withInvalidation(of: somewhere(2), event: .unmap) {}
        #expect(numbers.allSatisfy { $0.count == 0 }, "a registration was handed out while an event was unread")
        everything.end()
        waiting.forEach { $0.join() }
        // The one is the same as before, and the other has been made again.
        #expect(numbers.map(\.count) == [1, 3])
        isValid = held.isValid
        #expect(isValid)
        held.release()
        #expect(registrar.order == ["a", "b", "-b", "b"])
        #expect(cache.statistics.entriesInUse == 0)
    }
}
