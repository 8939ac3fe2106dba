import AsymmetricFences
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// In processes of their own, where no other test holds the two threads of the pool.
@Suite("A SleepableRCU among tasks")
struct SleepableTaskTests {
    @Test("A grace period outlasts a suspended section, and ends with it")
    func suspendedSection() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let gate = Gate()
            let reader = Task { await domain.read { _ in await gate.pass() } }
            while await gate.waitingCount == 0 { await Task.yield() }
            let isDone = Latch()
            let writer = Task {
                await domain.synchronize()
                isDone.open()
            }
            #expect(await eventually { domain.isAwaited })
            #expect(!isDone.isOpen, "a suspended section was not waited for")
            await gate.open()
            await reader.value
            await writer.value
            #expect(domain.counters.openSections() == (0, 0))
        }
    }

    @Test("A section that changes threads is counted once on each side")
    func changesThreads() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let moved = SharedCounter()
            await withDiscardingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for _ in 0..<10_000 where moved.count < 100 {
                            await domain.read { _ in
                                let before = ReaderRecord.current
                                await Task.yield()
                                if ReaderRecord.current != before { moved.increment() }
                            }
                        }
                    }
                }
            }
            #expect(domain.counters.openSections() == (0, 0), "\(moved.count) sections changed threads")
            await domain.synchronize()
        }
    }

    @Test("What a section found may be held across an await, and its result and error pass through")
    func resultsAndErrors() async {
        struct Refusal: Error {}
        let domain = SleepableRCU()
        let pair = CanaryPair()
        let isAlive = await domain.read { section in
            let canary = section[pair.pointer]
            await Task.yield()
            return canary.pointee.isAlive
        }
        #expect(isAlive)
        await #expect(throws: Refusal.self) {
            try await domain.read { _ in
                await Task.yield()
                throw Refusal()
            }
        }
        #expect(throws: Refusal.self) { try domain.read { _ in throw Refusal() } }
        #expect(domain.counters.openSections() == (0, 0), "a section that threw was left open")
    }

    @Test("Cancellation does not end the wait, and a slow instance does not hold up another")
    func cancellation() async {
        await #expect(processExitsWith: .success) {
            let (domain, other) = (SleepableRCU(), SleepableRCU())
            let ticket = domain.enter()
            let phase = ticket.take().phase
            let isDone = Latch()
            let writer = Task {
                await domain.synchronize()
                isDone.open()
            }
            #expect(await eventually { domain.isAwaited })
            writer.cancel()
            // One that begins cancelled, too.
            let lateIsDone = Latch()
            let late = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                await domain.synchronize()
                lateIsDone.open()
            }
            #expect(await eventually { domain.writers.withQueues(\.waiterCount) == 2 || lateIsDone.isOpen })
            // Each takes the service thread a grace period, time enough for a cancelled task to run.
            for _ in 0..<50 {
                other.retire {}
                await other.barrier()
                await Task.yield()
            }
            #expect(!isDone.isOpen && !lateIsDone.isOpen, "cancellation ended a wait early")
            domain.close(phase)
            await writer.value
            await late.value
            #expect(domain.statistics.gracePeriods == 2)
        }
    }

    @Test("Tasks that wait together share a grace period")
    func sharing() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let phase = domain.open()
            let first = Task { await domain.synchronize() }
            #expect(await eventually { domain.isAwaited })
            await withDiscardingTaskGroup { group in
                for _ in 0..<16 { group.addTask { await domain.synchronize() } }
                #expect(await eventually { domain.writers.withQueues(\.waiterCount) == 17 })
                domain.close(phase)
            }
            await first.value
            #expect(domain.statistics == .init(gracePeriods: 2, sharedGracePeriods: 15))
        }
    }

    @Test("A task waits behind a thread that leads, and a thread behind a task", arguments: [true, false])
    func mixed(threadLeads: Bool) async {
        await #expect(processExitsWith: .success) { [threadLeads = threadLeads as Bool] in
            let domain = SleepableRCU()
            let phase = domain.open()
            let threads = SharedCounter()
            func startThread() -> TestThread {
                TestThread {
                    domain.synchronize()
                    threads.increment()
                }
            }
            var thread: TestThread?
            if threadLeads {
                thread = startThread()
                #expect(await eventually { domain.isAwaited })
                // Once it has fetched this the service has been there, found the thread leading, and waits to be told.
                domain.retire {}
                #expect(await eventually { domain.writers.withQueues(\.freshCount) == 0 })
            }
            let isDone = Latch()
            Task {
                await domain.synchronize()
                isDone.open()
            }
            #expect(await eventually { domain.writers.withQueues(\.waiterCount) == 1 })
            if !threadLeads {
                #expect(await eventually { domain.isAwaited })
                thread = startThread()
                #expect(await eventually { domain.writers.rounds.sleeperCount == 1 })
            }
            domain.close(phase)
            #expect(await eventually { isDone.isOpen }, "the task was not served")
            #expect(await eventually { threads.count == 1 }, "the thread was not served")
            if threads.count == 1 { thread?.join() }
            #expect(domain.statistics.gracePeriods <= 2)
        }
    }

    /// Blocks both threads of the pool if anything here did.
    @Test("A thousand suspended sections hold back a grace period and nothing else")
    func thousandSuspended() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let pair = CanaryPair()
            let gate = Gate()
            let late = SharedCounter()
            let isDone = Latch()
            await withDiscardingTaskGroup { group in
                for _ in 0..<1000 {
                    group.addTask {
                        await domain.read { section in
                            let canary = section[pair.pointer]
                            await gate.pass()
                            if !canary.pointee.isAlive { late.increment() }
                        }
                    }
                }
                while await gate.waitingCount < 1000 { await Task.yield() }
                group.addTask {
                    pair.publishOther()
                    await domain.synchronize()
                    pair.poisonOld()
                    isDone.open()
                }
                #expect(await eventually { domain.isAwaited })
                #expect(!isDone.isOpen)
                await gate.open()
            }
            #expect(isDone.isOpen)
            #expect(late.count == 0, "a section saw a reclaimed value")
        }
    }

    @Test("Sections of a thousand tasks that suspend again and again see nothing reclaimed")
    func thousandChurning() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let pair = CanaryPair()
            let late = SharedCounter()
            let isDone = Latch()
            await withDiscardingTaskGroup { group in
                for _ in 0..<1000 {
                    group.addTask {
                        while !isDone.isOpen {
                            await domain.read { section in
                                let canary = section[pair.pointer]
                                for _ in 0..<4 {
                                    await Task.yield()
                                    if !canary.pointee.isAlive { late.increment() }
                                }
                            }
                        }
                    }
                }
                group.addTask {
                    for _ in 0..<(longTests ? 2000 : 100) {
                        pair.publishOther()
                        await domain.synchronize()
                        pair.poisonOld()
                    }
                    isDone.open()
                }
            }
            #expect(late.count == 0, "a section saw a reclaimed value")
            #expect(domain.counters.openSections() == (0, 0))
        }
    }
}
