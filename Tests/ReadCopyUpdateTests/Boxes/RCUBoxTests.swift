import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@Suite("RCUBox")
struct RCUBoxTests {
    private struct Refused: Error {}

    /// Counts its living instances, and knows its own destruction.
    private final class Tracked: Sendable {
        static let live = Atomic<Int>(0)
        let number: Int
        private let state = Atomic<UInt64>(Canary.alive)
        var isAlive: Bool { state.load(ordering: .relaxed) == Canary.alive }
        init(_ number: Int) {
            self.number = number
            Self.live.add(1, ordering: .relaxed)
        }
        deinit {
            state.store(Canary.poison, ordering: .relaxed)
            Self.live.subtract(1, ordering: .relaxed)
        }
    }

    private struct Unique: ~Copyable, Sendable {
        let number: Int
        let tracked: Tracked
        deinit { precondition(tracked.number == number) }
    }

    @Test("Reads what was put in, and what replaced it")
    func readAndReplace() {
        let thread = TestThread {
            let box = RCUBox(["a": 1])
            #expect(box.read { $0["a"] } == 1)
            box.replace(with: ["a": 2])
            #expect(box.read { $0["a"] } == 2)
            box.update {
                var copy = $0; copy["b"] = 3; return copy
            }
            #expect(box.read { $0.count } == 2)
        }
        #expect(thread.join(within: 30))
    }

    @Test("An update that throws changes nothing, and its error passes through")
    func throwingUpdate() {
        let thread = TestThread {
            let box = RCUBox(1)
            #expect(throws: Refused.self) { try box.update { _ throws(Refused) in throw Refused() } }
            #expect(box.read { $0 } == 1)
            box.update { $0 + 1 }
            #expect(box.read { $0 } == 2, "a failed update left the writers' lock held")
        }
        #expect(thread.join(within: 30))
    }

    @Test("A task's update takes a closure that awaits, and one that does not", .timeLimit(.minutes(1)))
    func updateInTask() async {
        let box = RCUBox(1)
        await box.update { $0 + 1 }
        #expect(box.read { $0 } == 2)
        await box.update { value in
            await Task.yield()
            return value + 1
        }
        #expect(box.read { $0 } == 3)
        await #expect(throws: Refused.self) { try await box.update { _ throws(Refused) in throw Refused() } }
        await box.update { $0 + 1 }
        #expect(box.read { $0 } == 4, "a failed update left the writers' lock held")
    }

    @Test("No update is lost among concurrent writers")
    func updatesAreSerialised() {
        let box = RCUBox(0)
        let turns = longTests ? 20_000 : 2_000
        let writers = (0..<4).map { _ in TestThread { for _ in 0..<turns { box.update { $0 + 1 } } } }
        for writer in writers { #expect(writer.join(within: 60)) }
        #expect(box.read { $0 } == 4 * turns)
    }

    @Test("A reader never sees a version that was destroyed, and every version is destroyed once")
    func reclamation() {
        let before = Tracked.live.load(ordering: .relaxed)
        do {
            let box = RCUBox(Unique(number: 0, tracked: Tracked(0)))
            let stop = Latch()
            let violations = SharedCounter()
            let readers = (0..<2).map { _ in
                TestThread {
                    while !stop.isOpen {
                        box.read { value in
                            let number = value.number
                            for _ in 0..<8 where !value.tracked.isAlive || value.tracked.number != number {
                                violations.increment()
                            }
                        }
                    }
                }
            }
            let writer = TestThread {
                for number in 1...(longTests ? 100_000 : 5_000) {
                    if number & 1 == 0 {
                        box.replace(with: Unique(number: number, tracked: Tracked(number)))
                    } else {
                        box.update { Unique(number: $0.number + 1, tracked: Tracked($0.number + 1)) }
                    }
                }
                stop.open()
            }
            #expect(writer.join(within: 60))
            for reader in readers { reader.join() }
            #expect(violations.count == 0)
            #expect(box.read { $0.number } == (longTests ? 100_000 : 5_000))
        }
        #expect(TestThread { RCU.barrier() }.join(within: 60))
        #expect(
            Tracked.live.load(ordering: .relaxed) == before,
            "versions were lost, or the box did not destroy its last"
        )
    }

    @Test("Writing inside a read section traps before anything is published", arguments: [false, true])
    func writeInsideSection(_ replaces: Bool) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [replaces = replaces as Bool] in
            let box = RCUBox(1)
            box.read { _ in if replaces { box.replace(with: 2) } else { box.update { $0 + 1 } } }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("cannot be inside a read section"))
    }
}
