import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("RCUBox: exchange, versions, tasks")
struct RCUBoxWriteTests {
    /// Neither copied nor forgotten.
    private struct Unique: ~Copyable, Sendable {
        let number: Int
        let witness: Witness
        init(_ number: Int, _ live: SharedCounter) {
            self.number = number
            witness = Witness(live)
        }
    }

    @Test("Exchange returns the old value when nobody reads it any more, and owned")
    func exchange() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                let box = RCUBox(Unique(1, live))
                let isInside = Latch()
                let leave = Latch()
                let reader = TestThread {
                    box.read { value in
                        isInside.open()
                        leave.wait()
                        #expect(value.witness.isAlive && value.number == 1)
                    }
                }
                isInside.wait()
                let before = RCU.statistics
                let writer = TestThread {
                    let old = box.exchange(Unique(2, live))
                    #expect(old.number == 1)
                }
                #expect(waitUntilAsleep(since: before), "it does not wait for the reader")
                #expect(!writer.isDone)
                #expect(box.read { $0.number } == 2, "published only after the grace period")
                leave.open()
                #expect(writer.join(within: 30))
                reader.join()
                #expect(live.count == 1, "the old value was lost, or destroyed twice")
            }
        }
    }

    @Test("A task's exchange suspends, cancelled or not")
    func asyncExchange() async {
        await #expect(processExitsWith: .success) {
            let live = SharedCounter()
            let box = RCUBox(Unique(1, live))
            let reader = SittingReader()
            let before = RCU.statistics
            let hasReturned = Latch()
            let task = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                let old = await box.exchange(Unique(2, live))
                hasReturned.open()
                return old.number
            }
            #expect(waitUntilAsleep(since: before))
            for _ in 0..<100 { await Task { await Task.yield() }.value }
            #expect(!hasReturned.isOpen)
            reader.leave()
            #expect(await task.value == 1)
            #expect(live.count == 1)
        }
    }

    @Test("A version is compared by its number, which is never given twice")
    func compareExchange() async {
        let box = RCUBox("a")
        let first = box.version
        #expect(await box.compareExchange(expected: first, desired: "b"))
        let second = box.version
        #expect(first < second)
        await box.replace(with: "a")
        // The value is the first one again, the version is not.
        #expect(await !box.compareExchange(expected: first, desired: "c"))
        #expect(await !box.compareExchange(expected: second, desired: "c"))
        #expect(box.snapshot() == "a")
        let seen = box.readVersion { value, version in
            #expect(value == "a")
            return version
        }
        #expect(seen == box.version)
        let thread = TestThread {
            #expect(box.compareExchange(expected: seen, desired: "d"))
            #expect(!box.compareExchange(expected: seen, desired: "e"))
        }
        #expect(thread.join(within: 30))
        #expect(box.snapshot() == "d")
    }

    @Test("Of writers that compare the same version one succeeds")
    func onlyOneSucceeds() {
        let box = RCUBox(0)
        for round in 1...(longTests ? 5_000 : 300) {
            let version = box.version
            let successes = SharedCounter()
            let writers = (0..<3).map { _ in
                TestThread { if box.compareExchange(expected: version, desired: round) { successes.increment() } }
            }
            for writer in writers { writer.join() }
            #expect(successes.count == 1)
        }
    }

    @Test("No update is lost among tasks that await in theirs and threads that do not")
    func mixedWriters() async {
        let box = RCUBox(0)
        let turns = longTests ? 5_000 : 500
        let threads = (0..<2).map { _ in TestThread { for _ in 0..<turns { box.update { $0 + 1 } } } }
        let tasks = (0..<8).map { _ in
            Task {
                for turn in 0..<turns {
                    if turn.isMultiple(of: 2) {
                        await box.update { value in
                            let seen = value
                            await Task.yield()
                            return seen + 1
                        }
                    } else {
                        await box.update { $0 + 1 }
                    }
                }
            }
        }
        for task in tasks { await task.value }
        for thread in threads { #expect(thread.join(within: 60)) }
        #expect(box.snapshot() == 10 * turns)
    }

    @Test("A writer that waits for another's closure suspends, and the pool goes on")
    func writersSuspend() async {
        let box = RCUBox(0)
        let isInside = Latch()
        let leave = Latch()
        let holder = TestThread {
            box.update { value in
                isInside.open()
                leave.wait()
                return value + 1
            }
        }
        isInside.wait()
        // More than the pool has threads.
        let writers = (0..<64).map { _ in Task { await box.update { $0 + 1 } } }
        for _ in 0..<1000 { await Task { await Task.yield() }.value }
        #expect(box.snapshot() == 0)
        leave.open()
        for writer in writers { await writer.value }
        #expect(holder.join(within: 30))
        #expect(box.snapshot() == 65)
    }

    @Test("A task's update that throws changes nothing, and leaves the box free")
    func throwing() async {
        struct Refused: Error {}
        let box = RCUBox(1)
        await #expect(throws: Refused.self) {
            try await box.update { _ async throws(Refused) in
                await Task.yield()
                throw Refused()
            }
        }
        await box.update { $0 + 1 }
        #expect(box.snapshot() == 2)
    }
}
