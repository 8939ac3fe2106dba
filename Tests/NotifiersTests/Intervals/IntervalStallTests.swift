import TestThreads
import Testing

@testable import Notifiers

/// In processes of their own, whose pool nobody else's tests block.
@Suite("Waits for open invalidations that last long")
struct IntervalStallTests {
    @Test("A reader that waits long is reported, with who holds the range open", arguments: [false, true])
    func reported(asynchronous: Bool) async {
        await #expect(processExitsWith: .success) { [asynchronous = asynchronous as Bool] in
            let reports = Reports()
            let notifiers = MemoryNotifiers(reports.configuration)
            let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
            let open = Handover(
                notifiers.start(MemoryInvalidation(addresses: 10..<20, event: .unmap, owner: MemoryOwner("forgetful")))
            )
            let begun = Latch()
            var thread: TestThread?
            if asynchronous {
                taskOnOwnThread { if (try? await interval.subscription.readBegin()) != nil { begun.open() } }
            } else {
                thread = TestThread { if (try? interval.subscription.readBegin()) != nil { begun.open() } }
            }
            #expect(waitUntil({ reports.count.count >= 2 }, within: 60), "the wait was not reported twice")
            // Before the end: a later one does not name the range.
            let report = try #require(reports.last.take())
            open.take()?.end()
            #expect(waitUntil({ begun.isOpen }, within: 60))
            thread?.join()
            #expect(report.wait == .reader(0..<100))
            #expect(report.age >= .milliseconds(2))
            // The unannounced ones before the first interval may be among them still.
            #expect(report.holders.contains { $0.invalidation?.owner?.name == "forgetful" && $0.thread != 0 })
        }
    }

    /// Just when tasks wait for each other somebody must say so.
    @Test("A task's wait is reported while all threads of the pool are blocked")
    func reportedWhileBlocked() async {
        await #expect(processExitsWith: .success) {
            let reports = Reports()
            let notifiers = MemoryNotifiers(reports.configuration)
            let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
            let open = Handover(notifiers.start(10))
            let waiting = Task { try await interval.subscription.readBegin() }
            #expect(await yieldUntil({ notifiers.waiterCount == 1 }, within: 60))
            let pool = BlockedPool()
            pool.block()
            // Doubling the age each time: of those to come none was due before.
            let before = reports.count.count
            #expect(waitUntil({ reports.count.count >= before + 2 }, within: 60), "nothing was reported")
            pool.unblock()
            open.take()?.end()
            _ = try await waiting.value
            #expect(notifiers.waiterCount == 0)
        }
    }

    @Test("A task's wait ends at its deadline while all threads of the pool are blocked")
    func endedWhileBlocked() async {
        await #expect(processExitsWith: .success) {
            let (notifiers, waiter, begun) = (MemoryNotifiers(), MemoryWaiter(), Latch())
            let deadline = ContinuousClock.now + .seconds(3)
            let waiting = Task {
                begun.open()
                return await waiter.wait(until: deadline, MemoryWaitWatch(.registration, notifiers))
            }
            #expect(await yieldUntil({ begun.isOpen }, within: 60))
            for _ in 0..<100 { await Task.yield() }
            let pool = BlockedPool()
            pool.block()
            #expect(waitUntil({ waiter.isSettled }, within: 60), "nobody looked at the deadline")
            pool.unblock()
            #expect(await waiting.value == .timedOut)
        }
    }

    /// Those who wait are not kept, nor is what their registry keeps.
    @Test("Nothing of a wait that is over is kept, and later waits are reported too")
    func forgotten() async {
        await #expect(processExitsWith: .success) {
            for _ in 0..<3 {
                let reports = Reports()
                weak var registry: MemoryNotifiers?
                do {
                    let notifiers = MemoryNotifiers(reports.configuration)
                    registry = notifiers
                    let interval = try SharedInterval(0..<100, in: notifiers, state: 0) { _, _ in }
                    let open = Handover(notifiers.start(10))
                    let waiting = Task { try await interval.subscription.readBegin() }
                    #expect(waitUntil({ reports.count.count >= 1 }, within: 60))
                    open.take()?.end()
                    _ = try await waiting.value
                }
                #expect(await yieldUntil({ registry == nil }, within: 60))
            }
        }
    }

    /// Counts reports, and keeps the last.
    private final class Reports: Sendable {
        let last = Handover<MemoryStall>()
        let count = SharedCounter()

        var configuration: MemoryNotifiers.Configuration {
            var configuration = MemoryNotifiers.Configuration()
            configuration.stallLimit = .milliseconds(1)
            configuration.stallHandler = { stall in
                self.last.put(stall)
                self.count.increment()
            }
            return configuration
        }
    }
}
