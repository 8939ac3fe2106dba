import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because grace periods and their counts are the whole process's.
@Suite("Grace periods for tasks")
struct AsyncSynchronizeTests {
    @Test("It outlasts every section that was open when it began")
    func waitsForOpenSection() async {
        await #expect(processExitsWith: .success) {
            let reader = SittingReader()
            let before = RCU.statistics
            let hasReturned = Latch()
            let task = Task {
                await RCU.synchronize()
                hasReturned.open()
            }
            #expect(waitUntilAsleep(since: before), "nobody waits for the open section")
            #expect(!hasReturned.isOpen)
            reader.leave()
            await task.value
        }
    }

    @Test("A task that comes during a grace period is not resumed by that one")
    func latecomer() async {
        await #expect(processExitsWith: .success) {
            let first = SittingReader()
            let before = RCU.statistics
            let early = Task { await RCU.synchronize() }
            #expect(waitUntilAsleep(since: before))
            let second = SittingReader()
            let hasReturned = Latch()
            let late = Task {
                await RCU.synchronize()
                hasReturned.open()
            }
            #expect(waitUntil { GracePeriods.shared.driver.hasWaiters })
            first.leave()
            await early.value
            // Its own grace period comes to sleep for the second reader, or it has returned already.
            #expect(waitUntil { hasReturned.isOpen || RCU.statistics.readersSleptFor >= before.readersSleptFor + 2 })
            #expect(!hasReturned.isOpen, "resumed by a grace period that had begun before it")
            second.leave()
            await late.value
        }
    }

    @Test("Cancellation does not end it early")
    func cancellation() async {
        await #expect(processExitsWith: .success) {
            let reader = SittingReader()
            let before = RCU.statistics
            let hasReturned = Latch()
            let hasReturnedLate = Latch()
            let task = Task {
                await RCU.synchronize()
                hasReturned.open()
            }
            #expect(waitUntilAsleep(since: before))
            task.cancel()
            // Cancelled before it begins, too.
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                #expect(Task.isCancelled)
                await RCU.synchronize()
                hasReturnedLate.open()
            }
            // As much as a task needs that has nothing to wait for, many times over.
            for _ in 0..<1000 { await Task { await Task.yield() }.value }
            #expect(!hasReturned.isOpen && !hasReturnedLate.isOpen, "a cancelled task went on to free what is in use")
            reader.leave()
            await task.value
            await late.value
        }
    }

    @Test("Ten thousand tasks share a few grace periods, and block nobody")
    func manyTasks() async {
        await #expect(processExitsWith: .success) {
            let reader = SittingReader()
            let before = RCU.statistics
            let arrived = SharedCounter()
            let served = SharedCounter()
            let tasks = (0..<10_000).map { _ in
                Task {
                    arrived.increment()
                    await RCU.synchronize()
                    served.increment()
                }
            }
            // Each runs on a thread of the pool, which they would have used up had they blocked.
            let all = await yieldUntil { arrived.count == 10_000 }
            #expect(all, "only \(arrived.count) have run: the others wait for a thread")
            for _ in 0..<100 { await Task { await Task.yield() }.value }
            #expect(served.count == 0, "served by a grace period that a section still holds back")
            reader.leave()
            for task in tasks { await task.value }
            let spent = RCU.statistics.gracePeriods - before.gracePeriods
            // One that was under way, and one for all that arrived during it; a few for tasks between their count and their wait.
            #expect(spent <= 10, "\(spent) grace periods for tasks that waited at the same time")
        }
    }

    @Test("A wait with a deadline tells whether the grace period has ended, whatever the task's cancellation says")
    func deadline() async {
        await #expect(processExitsWith: .success) {
            let reader = SittingReader()
            let token = RCU.GracePeriod.start()
            #expect(await !RCU.synchronize(until: .now + .milliseconds(20)))
            #expect(await !token.wait(until: .now + .milliseconds(1)))
            #expect(await !token.wait(until: .now + .milliseconds(1), clock: SuspendingClock()))
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return await RCU.synchronize(until: .now + .seconds(60))
            }
            reader.leave()
            #expect(await task.value, "it gave up before its deadline")
            #expect(await token.wait(until: .now + .seconds(60)))
            await token.wait()
        }
    }

    @Test("Inside a section it traps, but not on a thread whose reporter is online")
    func sections() async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            blocking { RCU.readLock() }
            await RCU.synchronize()
        }
        let resultMessage = text(result?.standardErrorContent)
        #expect(resultMessage.contains("would wait for itself"))
        await #expect(processExitsWith: .success) {
            blocking {
                var reporter = RCU.QuiescentStateReporter()
                // What a worker does that runs a task's job: until the first suspension the job is on its thread.
                GracePeriods.requireNoSectionOfTask()
                reporter.quiescentState()
            }
        }
        let inner = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            blocking {
                let reporter = RCU.QuiescentStateReporter()
                RCU.read { _ in GracePeriods.requireNoSectionOfTask() }
                _ = consume reporter
            }
        }
        let innerMessage = text(inner?.standardErrorContent)
        #expect(innerMessage.contains("would wait for itself"))
    }

    @Test(
        "In the child of a fork tasks' grace periods are run by a thread of its own",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func fork() async {
        await #expect(processExitsWith: .success) {
            // The driver has done all that it will do later: see forkedChild.
            for _ in 0..<10 { await RCU.synchronize() }
            let reader = SittingReader()
            let before = RCU.statistics
            let task = Task { await RCU.synchronize() }
            #expect(waitUntilAsleep(since: before))
            let status = blocking {
                forkedChild {
                    let token = RCU.GracePeriod.start()
                    return waitUntil { token.isComplete } ? 0 : 1
                }
            }
            #expect(status == 0, "the child's grace period was never run")
            reader.leave()
            await task.value
        }
    }
}
