import BenchmarkKit
import Synchronization
import Testing

struct ThreadTests {
    @Test func aThreadHandsItsResultToItsJoiner() {
        #expect(BenchmarkThread { 42 }.join() == 42)
    }

    @Test func nobodyPassesTheStartingLineBeforeTheStart() {
        let line = StartingLine(threads: 2)
        let started = ManagedFlag()
        let threads = (0..<2).map { _ in
            BenchmarkThread {
                line.wait()
                return started.isSet
            }
        }
        started.set()
        _ = line.start()
        #expect(threads.map { $0.join() } == [true, true])
    }

    @Test func aThreadKeptOnAProcessorRuns() {
        #expect(!Processor.usable.isEmpty)
        let processor = Processor.usable[0]
        let thread = BenchmarkThread(on: processor) { true }
        #expect(thread.join())
    }

    @Test func sleepingTakesAsLongAsAsked() {
        let start = MonotonicTime.now
        start.sleep(seconds: 0.01)
        #expect(start.elapsedSeconds >= 0.01)
    }

    private final class ManagedFlag: Sendable {
        private let flag = Atomic<Bool>(false)
        var isSet: Bool { flag.load(ordering: .acquiring) }
        func set() { flag.store(true, ordering: .releasing) }
    }
}
