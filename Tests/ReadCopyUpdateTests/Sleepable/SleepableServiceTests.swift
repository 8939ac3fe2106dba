import TestThreads
import Testing

@testable import AsymmetricFences
@testable import ReadCopyUpdate

@Suite("The service thread of SleepableRCU")
struct SleepableServiceTests {
    /// As a caller has it who takes the lock to lead, and finds that its round has ended meanwhile: it alerts nobody.
    @Test("A lock that nobody leads with is tried again", arguments: [false, true])
    func momentaryLock(afterRound: Bool) {
        let domain = SleepableRCU()
        if afterRound { domain.synchronize() }
        let isLocked = domain.writers.rounds.tryLock()
        #expect(isLocked)
        let ran = SharedCounter()
        domain.retire { ran.increment() }
        // It has been there, and its attempt to lead follows: if that comes after the unlock, this tests nothing.
        #expect(waitUntil { domain.writers.withQueues(\.freshCount) == 0 })
        for _ in 0..<20 { restBriefly() }
        domain.writers.rounds.unlock()
        #expect(waitUntil({ ran.count == 1 }, within: 60), "the service waits for an alert that nobody sends")
        // Alerts it.
        domain.synchronize()
        domain.barrier()
    }
}
