import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("RCUBox: changes")
struct RCUBoxChangesTests {
    @Test("An iterator begins with the first change after it was made, and skips to the newest")
    func newestOnly() async {
        let box = RCUBox(0)
        await box.replace(with: 1)
        var iterator = box.changes.makeAsyncIterator()
        await box.replace(with: 2)
        #expect(await iterator.next() == 2)
        for value in 3...9 { await box.replace(with: value) }
        #expect(await iterator.next() == 9, "it delivers what is outdated")
        await box.replace(with: 9)
        #expect(await iterator.next() == 9, "an equal value is a change all the same")
    }

    @Test("A consumer that waits is resumed by the next change, and sees the last one in the end", arguments: 1...3)
    func delivery(_ consumers: Int) async {
        let box = RCUBox(0)
        let last = longTests ? 100_000 : 5_000
        let tasks = (0..<consumers).map { _ in
            let iterator = box.changes.makeAsyncIterator()
            return Task {
                var iterator = iterator
                var seen = 0
                while seen < last, let value = await iterator.next() {
                    #expect(value > seen, "it went back")
                    seen = value
                }
                return seen
            }
        }
        let writer = TestThread { for value in 1...last { box.replace(with: value) } }
        for task in tasks { #expect(await task.value == last) }
        #expect(writer.join(within: 60))
    }

    @Test("Cancellation ends the sequence, whenever it comes, and leaves nobody behind")
    func cancellation() async {
        let box = RCUBox(0)
        for round in 0..<(longTests ? 10_000 : 500) {
            let task = Task {
                var count = 0
                for await _ in box.changes { count += 1 }
                return count
            }
            if round.isMultiple(of: 2) { await Task.yield() }
            if round.isMultiple(of: 3) { await box.replace(with: round) }
            task.cancel()
            #expect(await task.value <= 1)
        }
        #expect(box.watchers.count == 0, "cancelled consumers are kept")
    }

    @Test("A watcher that comes too late, or is cancelled before it waits, does not wait", arguments: [false, true])
    func late(_ isCancelled: Bool) async {
        let watchers = BoxWatchers()
        let hasReturned = Latch()
        // Nobody will ever notify it.
        Task {
            if isCancelled { withUnsafeCurrentTask { $0?.cancel() } }
            await watchers.wait(unless: { !isCancelled })
            hasReturned.open()
        }
        let returned = await yieldUntil { hasReturned.isOpen }
        #expect(returned, "it waits for a change that it has missed, or for its own cancellation")
        #expect(watchers.count == 0)
    }
}
