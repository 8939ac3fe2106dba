import AsymmetricFences
import CMembarrier
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// A writer also looks by itself now and then, which would hide a lost wake-up: so these look at what the reader does.
@Suite("Waking the writer of a SleepableRCU")
struct SleepableWakeTests {
    @Test("The last section of the awaited phase wakes a thread that sleeps without limit", arguments: [64, 0])
    func wakesThread(segments: Int) {
        let domain = SleepableRCU(segments: segments)
        let ticket = domain.enter()
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        expectOver(&gracePeriod, false)
        let word = gracePeriod.word
        #expect(word != 0 && domain.isAwaited)
        let id = SharedCounter()
        let sleeper = TestThread {
            id.store(Int(cmembarrier_gettid()))
            while domain.isAwaited { Futex(domain.counters.waiting).wait(whileEqualTo: word) }
        }
        #expect(waitUntil { id.count != 0 && isAsleep(thread: id.count) })
        domain.leave(ticket)
        #expect(sleeper.join(within: 30), "the sleeper was not woken")
        expectOver(&gracePeriod, true)
    }

    /// Whether the kernel has put the thread to sleep.
    private func isAsleep(thread: Int) -> Bool {
        guard let file = fopen("/proc/self/task/\(thread)/stat", "r") else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        guard fgets(&line, 256, file) != nil else { return false }
        // "id (name) S …"
        guard let parenthesis = line.lastIndex(of: 41), parenthesis + 2 < line.count else { return false }
        return line[parenthesis + 2] == 83
    }

    @Test("Sections of every kind wake", arguments: 0..<3)
    func everyKind(_ kind: Int) async {
        let domain = SleepableRCU()
        // Arms the grace period from inside, looks at the word from outside.
        func arm() {
            var gracePeriod = SleepableGracePeriod(domain.counters, leader: .service)
            expectOver(&gracePeriod, false)
            #expect(domain.isAwaited)
        }
        switch kind {
        case 0: domain.read { _ in arm() }
        case 1:
            await domain.read { _ in
                arm()
                await Task.yield()
            }
        default:
            let ticket = domain.enter()
            arm()
            domain.leave(ticket)
        }
        #expect(!domain.isAwaited, "the section left without looking for a writer")
        let isTold = domain.writers.needsAttention.load(ordering: .relaxed)
        #expect(isTold, "the service was not told")
    }

    private func expectOver(_ gracePeriod: inout SleepableGracePeriod, _ isOver: Bool) {
        let nap = gracePeriod.advance()
        #expect((nap == nil) == isOver)
    }

    @Test("A section of the other phase does not wake")
    func otherPhase() {
        let domain = SleepableRCU()
        let ticket = domain.enter()
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        expectOver(&gracePeriod, false)
        domain.read { _ in }
        #expect(domain.isAwaited, "a later section woke the writer")
        domain.leave(ticket)
        #expect(!domain.isAwaited)
        expectOver(&gracePeriod, true)
    }

    @Test("A writer woken too early naps before it asks again, and then does ask")
    func napsBeforeArming() {
        let domain = SleepableRCU()
        let first = domain.enter()
        let second = domain.enter()
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        expectOver(&gracePeriod, false)
        domain.leave(first)
        #expect(!domain.isAwaited)
        expectOver(&gracePeriod, false)
        #expect(!domain.isAwaited, "it asked at once, at the price of a heavy fence for each section that ends")
        expectOver(&gracePeriod, false)
        #expect(domain.isAwaited, "it never asked again")
        domain.leave(second)
        expectOver(&gracePeriod, true)
        #expect(!domain.isAwaited)
    }

    @Test("No wake-up is lost, whenever the section ends")
    func race() {
        let domain = SleepableRCU()
        let rounds = underThreadSanitizer ? 300 : longTests ? 200_000 : 1_000
        let begun = SharedCounter()
        let ended = SharedCounter()
        let reader = TestThread {
            var random = SystemRandomNumberGenerator()
            for round in 1...rounds {
                let length = Int.random(in: 0..<4000, using: &random)
                domain.read { _ in
                    begun.store(round)
                    for _ in 0..<length { spinOnce() }
                }
                spin(until: { ended.count >= round })
            }
        }
        let writer = TestThread {
            for round in 1...rounds {
                spin(until: { begun.count >= round })
                domain.synchronize()
                ended.store(round)
            }
        }
        #expect(writer.join(whileMoving: ended), "stuck in round \(ended.count) of \(rounds)")
        #expect(reader.join(within: 60))
    }
}
