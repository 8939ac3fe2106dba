import TestThreads
import Testing

@testable import ReadCopyUpdate

/// See HeavyFenceTests: the reader's store buffer is kept full, so that what it counted stays invisible for long.
@Suite("Sections of a SleepableRCU under stress")
struct SleepableStressTests {
    @Test(
        "A section whose count is still in the store buffer is not overlooked",
        .enabled(if: !underThreadSanitizer, "the control is a data race on purpose")
    )
    func storeBuffer() throws {
        let domain = SleepableRCU()
        let rounds = longTests ? 2_000_000 : 200_000
        let deadline = monotonicSeconds() + 5
        var control = 0
        while control == 0, monotonicSeconds() < deadline { control = run(domain, rounds, synchronize: {}) }
        if control == 0 { try Test.cancel("the control saw no reclaimed value: this machine is too busy to tell") }
        #expect(run(domain, rounds, synchronize: { domain.synchronize() }) == 0, "a reader saw a reclaimed value")
    }

    private func run(_ domain: SleepableRCU, _ rounds: Int, synchronize: @escaping @Sendable () -> Void) -> Int {
        let pair = CanaryPair()
        let stop = Latch()
        let cold = ColdStores()
        let violations = SharedCounter()
        let reader = TestThread {
            var round = 0
            while !stop.isOpen {
                round += 1
                cold.fill(round)
                domain.read { section in
                    let canary = section[pair.pointer]
                    for _ in 0..<4 where !canary.pointee.isAlive { violations.increment() }
                }
            }
        }
        let writer = TestThread {
            for _ in 1...rounds {
                pair.publishOther()
                synchronize()
                pair.poisonOld()
            }
            stop.open()
        }
        writer.join()
        reader.join()
        return violations.count
    }

    @Test("Many threads, nested sections and handed-over ones, two writers", arguments: [64, 0])
    func threads(segments: Int) {
        let domain = SleepableRCU(segments: segments)
        let pairs = [CanaryPair(), CanaryPair()]
        let stop = Latch()
        let violations = SharedCounter()
        let readers = (0..<3).map { number in
            TestThread {
                let pair = pairs[number & 1]
                while !stop.isOpen {
                    let ticket = domain.enter()
                    let outer = pair.pointer.load()
                    domain.read { section in
                        let canary = section[pair.pointer]
                        for _ in 0..<50 where !canary.pointee.isAlive { violations.increment() }
                    }
                    if outer?.pointee.isAlive != true { violations.increment() }
                    domain.leave(ticket)
                }
            }
        }
        let writers = pairs.map { pair in
            TestThread {
                for _ in 0..<(longTests ? 5_000 : 50) {
                    pair.publishOther()
                    domain.synchronize()
                    pair.poisonOld()
                }
            }
        }
        for writer in writers { writer.join() }
        stop.open()
        for reader in readers { reader.join() }
        #expect(violations.count == 0, "a section saw a reclaimed value")
        #expect(domain.counters.openSections() == (0, 0))
    }

    /// The writers' side is made by the first writer: of several at once all but one make it for nothing.
    @Test("First writers that come at once leave the instance whole, and destroy it once")
    func firstWriters() async {
        await #expect(processExitsWith: .success) {
            blocking {
                for _ in 0..<300 {
                    let domain = SleepableRCU()
                    let (ready, go) = (SharedCounter(), Latch())
                    let writers = (0..<3).map { _ in
                        TestThread {
                            ready.increment()
                            go.wait()
                            domain.synchronize()
                        }
                    }
                    waitUntil { ready.count == 3 }
                    go.open()
                    domain.read { _ in }
                    for writer in writers { writer.join() }
                    #expect(domain.counters.openSections() == (0, 0))
                }
            }
        }
    }
}
