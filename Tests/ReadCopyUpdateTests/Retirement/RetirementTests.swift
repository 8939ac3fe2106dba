import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because the reclaimer and its counts are the whole process's.
@Suite("Retirement")
struct RetirementTests {
    @Test("What is retired is destroyed after the sections that were open at its retirement, and not before")
    func notEarly() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                let reader = SittingReader()
                let before = RCU.statistics
                RCU.retire(Witness(live))
                RCU.retire(Witness.pointer(live))
                let closed = Witness(live)
                RCU.retire {
                    withExtendedLifetime(closed) {
                        live.decrement(); live.increment()
                    }
                }
                #expect(waitUntilAsleep(since: before), "nobody waits for the open section")
                #expect(live.count == 3, "destroyed while a section that may use it is open")
                reader.leave()
                #expect(waitUntil { live.count == 1 }, "never destroyed")
                withExtendedLifetime(closed) {}
            }
        }
    }

    @Test("What is retired during a grace period waits for the next one")
    func notOneGracePeriodEarly() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let early = SharedCounter()
                let late = SharedCounter()
                let first = SittingReader()
                let before = RCU.statistics
                RCU.retire(Witness(early))
                #expect(waitUntilAsleep(since: before))
                let second = SittingReader()
                RCU.retire(Witness(late))
                first.leave()
                #expect(waitUntil { early.count == 0 })
                // The reclaimer comes to sleep for the second reader, or has destroyed what that may use.
                #expect(waitUntil { late.count == 0 || RCU.statistics.readersSleptFor >= before.readersSleptFor + 2 })
                #expect(late.count == 1, "destroyed by a grace period that began before its retirement")
                second.leave()
                #expect(waitUntil { late.count == 0 })
            }
        }
    }

    @Test("A barrier returns when all that was retired before it is destroyed, whoever retired it")
    func barrier() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                for round in 0..<(longTests ? 2000 : 200) {
                    let threads = (0..<3).map { index in
                        TestThread {
                            // Across the end of a chunk, or by itself; the thread ends at once.
                            for _ in 0..<(index * 70 + round % 3) { RCU.retire(Witness(live)) }
                        }
                    }
                    RCU.retire(Witness(live))
                    for thread in threads { thread.join() }
                    RCU.barrier()
                    #expect(live.count == 0, "round \(round)")
                }
            }
        }
    }

    @Test("A barrier of a task suspends until all that was retired before it is destroyed, cancelled or not")
    func asyncBarrier() async {
        await #expect(processExitsWith: .success) {
            let live = SharedCounter()
            for _ in 0..<200 {
                await RCU.retire(Witness(live))
                await RCU.retire(Witness.pointer(live))
                await RCU.retire { [witness = Witness(live)] in withExtendedLifetime(witness) {} }
                await RCU.barrier()
                #expect(live.count == 0)
            }
            let reader = SittingReader()
            await RCU.retire(Witness(live))
            let barrier = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                await RCU.barrier()
                return live.count
            }
            reader.leave()
            #expect(await barrier.value == 0, "a cancelled barrier returned early")
        }
    }

    @Test("A task whose pass has ended before it is added is resumed all the same", .timeLimit(.minutes(1)))
    func lateWaiter() async {
        await #expect(processExitsWith: .success) {
            let isResumed = Latch()
            // As if the task had been held up between its request and its wait, while others' barriers went by.
            for _ in 0..<3 { blocking { RCU.barrier() } }
            let reclaimer = Reclaimer.shared
            #expect(waitUntil { reclaimer.isAsleep })
            Task {
                _ = await withUnsafeContinuation { Reclaimer.shared.add(Waiter(1, $0)) }
                isResumed.open()
            }
            #expect(waitUntil({ isResumed.isOpen }, within: 10), "nobody resumes the task")
        }
    }

    @Test("Many threads retire all they have, and each value is destroyed once")
    func stress() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                let pointer = RCUPointer(Witness.pointer(live))
                let stop = Latch()
                let violations = SharedCounter()
                let readers = (0..<3).map { _ in
                    TestThread {
                        while !stop.isOpen {
                            RCU.read { section in
                                for _ in 0..<20 where !section[pointer].pointee.isAlive { violations.increment() }
                            }
                        }
                    }
                }
                let writers = (0..<3).map { index in
                    TestThread {
                        for turn in 0..<(longTests ? 200_000 : 5_000) {
                            guard let old = pointer.exchange(Witness.pointer(live)) else { continue }
                            if (turn + index).isMultiple(of: 2) {
                                RCU.retire(old, cost: 100)
                            } else {
                                let address = UInt(bitPattern: old)
                                RCU.retire(cost: 100) {
                                    UnsafeMutablePointer<Witness>(bitPattern: address)?.deinitialize(count: 1)
                                        .deallocate()
                                }
                            }
                        }
                    }
                }
                for writer in writers { #expect(writer.join(within: 100)) }
                stop.open()
                for reader in readers { reader.join() }
                if let last = pointer.exchange(nil) { RCU.retire(last) }
                RCU.barrier()
                #expect(violations.count == 0)
                #expect(live.count == 0, "lost, or destroyed twice")
                let statistics = RCU.statistics
                #expect(statistics.retired == statistics.reclaimed)
                #expect(statistics.backlog == RCU.Tally())
                #expect(statistics.retired.count == 3 * (longTests ? 200_000 : 5_000) + 1)
            }
        }
    }

    @Test("A destructor may retire, read, and wait for a grace period")
    func destructors() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                for _ in 0..<100 {
                    RCU.retire {
                        RCU.synchronize()
                        RCU.read { _ in }
                        RCU.retire(Witness(live))
                    }
                }
                RCU.barrier()
                // What the destructors retired came after the first barrier's call.
                RCU.barrier()
                #expect(live.count == 0)
                #expect(RCU.statistics.reclaimed.count == 200)
            }
        }
    }

    @Test("The reclaimer sleeps while nothing is retired, and one retirement wakes it")
    func idle() async {
        await #expect(processExitsWith: .success) {
            blocking {
                RCU.retire {}
                RCU.barrier()
                let reclaimer = Reclaimer.shared
                #expect(waitUntil { reclaimer.isAsleep })
                let passes = reclaimer.begun.load(ordering: .relaxed)
                let start = monotonicSeconds()
                waitUntil { monotonicSeconds() - start > 0.2 }
                #expect(reclaimer.begun.load(ordering: .relaxed) == passes, "it polls")
                let live = SharedCounter()
                for _ in 0..<(longTests ? 10_000 : 500) {
                    waitUntil { reclaimer.isAsleep }
                    RCU.retire(Witness(live))
                    guard waitUntil({ live.count == 0 }, within: 10) else {
                        Issue.record("a retirement did not wake the reclaimer")
                        return
                    }
                }
            }
        }
    }

    @Test("What cannot be waited for traps", arguments: 0..<4)
    func traps(_ kind: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            blocking {
                switch kind {
                case 0: RCU.read { _ in RCU.barrier() }
                case 1:
                    RCU.retire { RCU.barrier() }
                    RCU.barrier()
                case 2: RCU.retire(cost: -1) {}
                default: RCU.retire(UnsafeMutablePointer<Int>.allocate(capacity: 1), cost: .min)
                }
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains(kind < 2 ? "would wait for itself" : "expected 0 or more"), "\(message)")
    }

    @Test(
        "The child of a fork destroys what its thread had retired, and nothing of other threads",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func fork() async {
        await #expect(processExitsWith: .success) {
            blocking {
                warmReclaimer()
                let own = SharedCounter()
                let others = SharedCounter()
                let reader = SittingReader()
                let before = RCU.statistics
                TestThread { for _ in 0..<100 { RCU.retire(Witness(others)) } }.join()
                for _ in 0..<100 { RCU.retire(Witness(own)) }
                #expect(waitUntilAsleep(since: before))
                let status = forkedChild {
                    // The reader is the parent's.
                    RCU.barrier()
                    guard own.count == 0, others.count == 100 else { return 1 }
                    for _ in 0..<100 { RCU.retire(Witness(own)) }
                    TestThread { for _ in 0..<100 { RCU.retire(Witness(own)) } }.join()
                    RCU.barrier()
                    return own.count == 0 && RCU.statistics.backlog.count == 0 ? 0 : 2
                }
                #expect(status == 0)
                reader.leave()
                RCU.barrier()
                #expect(own.count == 0 && others.count == 0)
            }
        }
    }

    @Test(
        "In the child of a fork one retirement is enough to have all of its thread's destroyed",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func forkWithoutBarrier() async {
        await #expect(processExitsWith: .success) {
            blocking {
                warmReclaimer()
                let live = SharedCounter()
                let reader = SittingReader()
                let before = RCU.statistics
                RCU.retire(Witness(live))
                #expect(waitUntilAsleep(since: before))
                let status = forkedChild {
                    RCU.retire(Witness(live))
                    return waitUntil({ live.count == 0 }, within: 10) ? 0 : 1
                }
                #expect(status == 0, "no reclaimer in the child")
                reader.leave()
            }
        }
    }

    @Test(
        "A fork during a destructor leaves no thread of the child marked as one that runs destructors",
        .enabled(if: !underThreadSanitizer, "under ThreadSanitizer the child of a fork cannot start threads")
    )
    func forkDuringDestructor() async {
        await #expect(processExitsWith: .success) {
            blocking {
                warmReclaimer()
                let isRunning = Latch()
                let isDone = Latch()
                RCU.retire {
                    isRunning.open()
                    isDone.wait()
                }
                isRunning.wait()
                let status = forkedChild {
                    let marked = SharedCounter()
                    for _ in 0..<4 {
                        // One of them gets the record of the parent's reclaimer.
                        let threads = (0..<3).map { _ in
                            TestThread {
                                RCU.registerThread()
                                if ReaderRecord.current.reclaiming.pointee != 0 { marked.increment() }
                            }
                        }
                        for thread in threads { thread.join() }
                    }
                    return marked.count == 0 ? 0 : 1
                }
                #expect(status == 0, "RCU.barrier() would trap there, and a retirer never wait")
                isDone.open()
                RCU.barrier()
            }
        }
    }
}
