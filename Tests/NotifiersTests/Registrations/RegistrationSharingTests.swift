import AsymmetricFences
import TestThreads
import Testing

@testable import Notifiers

@Suite("RegistrationCache: several at once")
struct RegistrationSharingTests {
    private let notifiers = MemoryNotifiers()

    @Test("Those who want what another is making wait for it, threads and tasks")
    func joining() async throws {
        let isInside = Latch()
        let mayGo = Latch()
        let registrar = Registrar { _, _ in
            isInside.open()
            mayGo.wait()
        }
        let cache = registrar.cache(notifiers)
        let numbers = Numbers()
        let lease: @Sendable () -> Void = {
            do {
                let lease = try cache.lease("a", somewhere(1))
                numbers.append(lease.registration)
            } catch {
                Issue.record("\(error)")
            }
        }
        let first = TestThread(lease)
        isInside.wait()
        let threads = (0..<3).map { _ in TestThread(lease) }
        let tasks = (0..<3).map { _ in
            Task {
                let lease = try await cache.lease("a", somewhere(1))
                numbers.append(lease.registration)
                await lease.release()
            }
        }
        let cancelled = Task {
            let lease = try await cache.lease("a", somewhere(1))
            await lease.release()
        }
        await yieldUntil { cache.statistics.joins == 7 }
        cancelled.cancel()
        await #expect(throws: MemoryRetryError<any Error>.self) { try await cancelled.value }
        mayGo.open()
        for task in tasks { try await task.value }
        blocking {
            for thread in threads + [first] { thread.join() }
        }
        #expect(numbers.all == Array(repeating: 1, count: 7))
        #expect(registrar.order == ["a"])
        #expect(cache.statistics.misses == 1 && cache.statistics.hits == 6 && cache.statistics.joins == 7)
        #expect(cache.statistics.entriesInUse == 0)
        await cache.removeUnused()
        #expect(registrar.liveCount == 0 && notifiers.intervalCount == 0)
    }

    @Test("If it fails the next of them tries, and all get what is made in the end")
    func joiningFailure() throws {
        let attempts = SharedCounter()
        let isInside = Latch()
        let mayGo = Latch()
        let registrar = Registrar { key, _ in
            if attempts.increment() == 1 {
                isInside.open()
                mayGo.wait()
                throw Registrar.Failure(key: key)
            }
        }
        let cache = registrar.cache(notifiers)
        let failed = SharedCounter()
        let leased = SharedCounter()
        let lease: @Sendable () -> Void = {
            do {
                try cache.lease("a", somewhere(1)).release()
                leased.increment()
            } catch {
                failed.increment()
            }
        }
        let first = TestThread(lease)
        isInside.wait()
        let threads = (0..<4).map { _ in TestThread(lease) }
        waitUntil { cache.statistics.joins == 4 }
        mayGo.open()
        for thread in threads + [first] { thread.join() }
        #expect(failed.count == 1 && leased.count == 4)
        #expect(attempts.count == 2)
        #expect(registrar.order == ["a"])
        #expect(cache.statistics.failures == 1 && cache.statistics.entries == 1 && cache.statistics.entriesInUse == 0)
    }

    @Test("A task: registers, waits for open invalidations, is cancelled, evicts")
    func tasks() async throws {
        let registrar = Registrar()
        let notifiers = notifiers
        let cache = registrar.cache(notifiers, RegistrationLimits(entries: 1))
        let one = try await cache.lease("a", somewhere(1))
        await one.release()
        let two = try await cache.lease("b", somewhere(1))
        #expect(registrar.order == ["a", "-a", "b"])
        let open = notifiers.start(MemoryInvalidation(addresses: somewhere(1), event: .clear))
        let waiting = Task {
            let lease = try await cache.lease("c", somewhere(1))
            await lease.release()
        }
        await yieldUntil { cache.statistics.entries == 2 }
        waiting.cancel()
        await #expect(throws: MemoryRetryError<any Error>.self) { try await waiting.value }
        #expect(cache.statistics.entries == 1 && cache.statistics.failures == 1)
        open.end()
        let isValid = two.isValid
        #expect(!isValid)
        await two.release()
        #expect(registrar.liveCount == 0 && cache.statistics.entries == 0 && notifiers.intervalCount == 0)
    }
}

/// Numbers that threads and tasks write down.
// Unchecked for what the lock protects; not a Mutex, which ThreadSanitizer does not see.
private final class Numbers: @unchecked Sendable {
    private let lock = FutexLock()
    private var numbers: [Int] = []

    func append(_ number: Int) { lock.withLock { numbers.append(number) } }

    var all: [Int] { lock.withLock { numbers } }
}
