import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because grace periods and their counts are the whole process's.
@Suite("Grace periods")
struct SynchronizeTests {
    @Test("A grace period outlasts every section that was open when it began")
    func waitsForOpenSection() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reader = SittingReader()
                let before = RCU.statistics
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: before), "synchronize did not wait for an open section")
                #expect(!writer.isDone)
                reader.leave()
                #expect(writer.join(within: 30), "the writer was not woken")
            }
        }
    }

    @Test("A section that opens after the grace period began does not hold it back")
    func ignoresLaterSections() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let first = SittingReader()
                let before = RCU.statistics
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: before))
                let later = SittingReader()
                first.leave()
                #expect(writer.join(within: 30), "a later section held the grace period back")
                later.leave()
            }
        }
    }

    @Test("A caller that arrives during a grace period waits for the sections that were open when it arrived")
    func latecomer() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let first = SittingReader()
                let before = RCU.statistics
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: before))
                // Open when the latecomer arrives, but not when the grace period under way began.
                let second = SittingReader()
                let latecomer = TestThread { RCU.synchronize() }
                first.leave()
                #expect(writer.join(within: 30))
                // A latecomer that had joined the first grace period is done by now, or as soon as it runs; one that needs its
                // own comes to sleep for the second reader. Either is a witness.
                #expect(
                    waitUntil { latecomer.isDone || RCU.statistics.readersSleptFor >= before.readersSleptFor + 2 },
                    "the latecomer neither waited nor returned"
                )
                #expect(!latecomer.isDone, "the latecomer joined a grace period that began before it arrived")
                second.leave()
                #expect(latecomer.join(within: 30))
            }
        }
    }

    @Test("Callers that wait together share a grace period")
    func sharing() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reader = SittingReader()
                let before = RCU.statistics
                let first = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: before))
                let others = (0..<16).map { _ in TestThread { RCU.synchronize() } }
                #expect(waitUntil { GracePeriods.shared.waitingCallers == 16 })
                reader.leave()
                #expect(first.join(within: 30))
                for other in others { #expect(other.join(within: 30), "a waiter was lost") }
                let after = RCU.statistics
                #expect(after.gracePeriods - before.gracePeriods == 2)
                #expect(after.sharedGracePeriods - before.sharedGracePeriods == 15)
            }
        }
    }

    @Test("One heavy fence a grace period, and one more for each time it slept for a reader")
    func heavyFences() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let before = RCU.statistics
                for _ in 0..<100 { RCU.synchronize() }
                let idle = RCU.statistics
                #expect(idle.gracePeriods - before.gracePeriods == 100)
                let slept = idle.readersSleptFor - before.readersSleptFor
                #expect(idle.heavyFences - before.heavyFences == 100 + slept)

                let reader = SittingReader()
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: idle))
                reader.leave()
                #expect(writer.join(within: 30))
                let after = RCU.statistics
                #expect(after.gracePeriods - idle.gracePeriods == 1)
                #expect(after.readersSleptFor - idle.readersSleptFor == 1)
                #expect(after.heavyFences - idle.heavyFences == 2)
            }
        }
    }

    @Test("A long section with a fast reader beside it costs fewer than ten heavy fences")
    func fastReaderDoesNotWake() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let stop = Latch()
                let turns = SharedCounter()
                let fast = TestThread {
                    while !stop.isOpen {
                        for _ in 0..<100 { RCU.read { _ in } }
                        turns.increment()
                    }
                }
                let slow = SittingReader()
                let before = RCU.statistics
                let writer = TestThread { RCU.synchronize() }
                #expect(waitUntilAsleep(since: before))
                let start = monotonicSeconds()
                let turnsBefore = turns.count
                waitUntil { monotonicSeconds() - start >= 0.1 && turns.count > turnsBefore + 1000 }
                slow.leave()
                #expect(writer.join(within: 30))
                stop.open()
                fast.join()
                let spent = RCU.statistics.heavyFences - before.heavyFences
                #expect(spent < 10, "a 100 ms section beside a fast reader cost \(spent) heavy fences")
            }
        }
    }

    /// The sections last about as long as the writer spins, so that many end between its last look and its sleep. The
    /// reader then waits for the writer: a wake-up that is lost is lost for good.
    @Test("No wake-up is lost, whenever the section ends")
    func wakeUp() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let rounds = underThreadSanitizer ? 300 : longTests ? 200_000 : 5_000
                let begun = SharedCounter()
                let ended = SharedCounter()
                let reader = TestThread {
                    var random = SystemRandomNumberGenerator()
                    for round in 1...rounds {
                        let length = Int.random(in: 0..<4000, using: &random)
                        RCU.read { _ in
                            begun.store(round)
                            for _ in 0..<length { spinOnce() }
                        }
                        spin(until: { ended.count >= round })
                    }
                }
                let writer = TestThread {
                    for round in 1...rounds {
                        spin(until: { begun.count >= round })
                        RCU.synchronize()
                        ended.store(round)
                    }
                }
                #expect(
                    writer.join(whileMoving: ended),
                    "the writer sleeps for a reader that has left: round \(ended.count) of \(rounds)"
                )
                #expect(reader.join(within: 30))
            }
        }
    }

    @Test("Waiting inside a section traps with a message, however the section was opened", arguments: 0..<4)
    func deadlockTraps(_ kind: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            switch kind {
            case 0: RCU.read { _ in RCU.synchronize() }
            case 1: RCU.read { _ in RCU.read { _ in RCU.synchronize() } }
            case 2:
                blocking {
                    RCU.readLock()
                    RCU.synchronize()
                }
            default:
                blocking {
                    var reporter = RCU.QuiescentStateReporter()
                    RCU.synchronize()
                    reporter.quiescentState()
                }
            }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("would wait for itself"))
    }
}
