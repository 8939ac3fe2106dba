import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because grace periods and their counts are the whole process's.
@Suite("Grace-period tokens")
struct GracePeriodTokenTests {
    @Test("A token is complete when the sections that were open at its start are closed, and not before")
    func completion() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reader = SittingReader()
                let before = RCU.statistics
                let token = RCU.GracePeriod.start()
                // The grace period is under way: a token answered from the one that has begun would be complete.
                #expect(waitUntilAsleep(since: before), "nobody runs the grace period that was asked for")
                #expect(!token.isComplete, "complete while a section that was open at its start is open")
                reader.leave()
                #expect(waitUntil { token.isComplete }, "never complete")
                #expect(token.isComplete, "a token that was complete is so no more")
            }
        }
    }

    @Test("A token that is started during a grace period is not complete when that one ends")
    func startedDuringAnother() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let first = SittingReader()
                let before = RCU.statistics
                let early = RCU.GracePeriod.start()
                #expect(waitUntilAsleep(since: before))
                let second = SittingReader()
                let late = RCU.GracePeriod.start()
                first.leave()
                early.wait()
                // The next grace period sleeps for the second reader, or the token is complete though it sits there.
                #expect(
                    waitUntil { late.isComplete || RCU.statistics.readersSleptFor >= before.readersSleptFor + 2 }
                )
                #expect(!late.isComplete, "it was served by a grace period that had begun before it")
                #expect(early < late)
                second.leave()
                late.wait()
            }
        }
    }

    @Test("Tokens compare as their grace periods end, and the later stands for both")
    func comparison() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let first = RCU.GracePeriod.start()
                first.wait()
                let second = RCU.GracePeriod.start()
                #expect(first < second)
                #expect(first.combined(with: second) == second)
                #expect(second.combined(with: first) == second)
                #expect(max(first, second) == second)
                second.wait()
                #expect(first.isComplete && second.isComplete)
            }
        }
    }

    @Test("A token may be started inside a section, whose end it then awaits; waiting for it there traps")
    func insideSection() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let token = RCU.read { _ in
                    let token = RCU.GracePeriod.start()
                    #expect(!token.isComplete)
                    return token
                }
                token.wait()
            }
        }
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            blocking {
                let token = RCU.GracePeriod.start()
                RCU.read { _ in token.wait() }
            }
        }
        let resultMessage = text(result?.standardErrorContent)
        #expect(resultMessage.contains("would wait for itself"))
    }

    @Test("A wait with a deadline tells whether the grace period has ended")
    func deadline() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let reader = SittingReader()
                let token = RCU.GracePeriod.start()
                #expect(!token.wait(until: .now + .milliseconds(20)))
                #expect(!token.isComplete)
                #expect(!RCU.synchronize(until: .now))
                reader.leave()
                #expect(token.wait(until: .now + .seconds(30)))
                #expect(RCU.synchronize(until: .now + .seconds(30)))
            }
        }
    }
}
