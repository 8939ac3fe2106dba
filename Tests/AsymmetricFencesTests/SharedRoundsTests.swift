import TestThreads
import Testing

@testable import AsymmetricFences

@Suite("Shared rounds: a caller is served only by a round that began after it arrived")
struct SharedRoundsTests {
    @Test("A caller that arrives during a round gets the next one, not this one")
    func latecomerNeedsANewRound() {
        let rounds = SharedRounds(spins: 0)
        let inside = Latch()
        let proceed = Latch()
        let first = TestThread {
            rounds.join {
                inside.open()
                proceed.wait()
            }
        }
        inside.wait()
        // The first round is under way and cannot end. Whoever arrives now must not be served by it.
        let ownRounds = SharedCounter()
        let latecomer = TestThread { rounds.join { ownRounds.increment() } }
        #expect(waitUntil({ rounds.sleeperCount == 1 }))
        proceed.open()
        #expect(first.join(within: 30))
        #expect(latecomer.join(within: 30), "a latecomer was never served: lost wake-up")
        #expect(ownRounds.count == 1, "the latecomer was served by a round that began before it arrived")
        #expect(rounds.roundCount == 2)
    }

    @Test("Callers that wait together share the next round")
    func waitersShare() {
        let rounds = SharedRounds(spins: 0)
        let inside = Latch()
        let proceed = Latch()
        let first = TestThread {
            rounds.join {
                inside.open()
                proceed.wait()
            }
        }
        inside.wait()
        let others = (0..<16).map { _ in TestThread { rounds.join {} } }
        #expect(waitUntil({ rounds.sleeperCount == 16 }))
        proceed.open()
        #expect(first.join(within: 30))
        for other in others { #expect(other.join(within: 30), "a waiter was never woken") }
        #expect(rounds.roundCount == 2, "sixteen callers arrived during one round and need one more")
        #expect(rounds.sharedCount == 15)
    }

    @Test("Under load nobody is lost, rounds never overlap, and each caller gets a whole round", arguments: [0, 50])
    func stress(spins: Int) {
        let rounds = SharedRounds(spins: spins)
        let running = SharedCounter()
        let clock = SharedCounter()
        let lastWholeRoundBegan = SharedCounter()
        let violations = SharedCounter()
        let turns = longTests ? 200_000 : 20_000
        let threads = (0..<4).map { _ in
            TestThread {
                for _ in 0..<turns {
                    let arrived = clock.increment()
                    rounds.join {
                        let began = clock.increment()
                        if running.increment() != 1 { violations.increment() }
                        running.decrement()
                        lastWholeRoundBegan.store(began)
                    }
                    if lastWholeRoundBegan.count <= arrived { violations.increment() }
                }
            }
        }
        for thread in threads { #expect(thread.join(within: 60), "a caller was never served") }
        #expect(violations.count == 0)
        #expect(rounds.roundCount + rounds.sharedCount == UInt64(4 * turns))
    }
}
