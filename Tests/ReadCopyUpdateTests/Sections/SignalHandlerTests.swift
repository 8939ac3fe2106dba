import Glibc
import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

private let handlerReads = Atomic<Int>(0)
private let handlerLeftSectionOpen = Atomic<Int>(0)

@Suite("Sections inside signal handlers")
struct SignalHandlerTests {
    /// The handler's section must leave the interrupted one as it was, wherever it strikes: between the load of the word
    /// and its store, inside, and between the clearing of the word and the look at `waiting`.
    @Test("A handler's section neither ends nor outlives the one it interrupts, and grace periods go on")
    func storm() async {
        await #expect(processExitsWith: .success) {
            signal(SIGUSR1) { _ in
                let outer = RCU.isInReadSection
                RCU.read { _ in }
                if RCU.isInReadSection != outer { handlerLeftSectionOpen.add(1, ordering: .relaxed) }
                handlerReads.add(1, ordering: .relaxed)
            }
            let stop = Latch()
            let lost = SharedCounter()
            let reader = TestThread {
                while !stop.isOpen {
                    RCU.read { _ in
                        for _ in 0..<20 where !RCU.isInReadSection { lost.increment() }
                    }
                    if RCU.isInReadSection { lost.increment() }
                }
            }
            let writer = TestThread { while !stop.isOpen { RCU.synchronize() } }
            let signals = longTests ? 40_000 : 4_000
            for _ in 0..<signals {
                let before = handlerReads.load(ordering: .relaxed)
                reader.send(SIGUSR1)
                precondition(waitUntil { handlerReads.load(ordering: .relaxed) > before }, "a signal was not handled")
            }
            stop.open()
            precondition(reader.join(within: 30))
            precondition(writer.join(within: 30), "a grace period never ended")
            precondition(lost.count == 0, "an interrupted section was lost \(lost.count) times")
            precondition(handlerLeftSectionOpen.load(ordering: .relaxed) == 0)
        }
    }

    @Test("A thread's first section may be inside a handler")
    func firstReadInHandler() async {
        await #expect(processExitsWith: .success) {
            signal(SIGUSR1) { _ in
                RCU.read { _ in }
                handlerReads.add(1, ordering: .relaxed)
            }
            for _ in 0..<200 {
                let before = handlerReads.load(ordering: .relaxed)
                let stop = Latch()
                let thread = TestThread { stop.wait() }
                thread.send(SIGUSR1)
                precondition(waitUntil { handlerReads.load(ordering: .relaxed) > before })
                stop.open()
                thread.join()
            }
            blocking { RCU.synchronize() }
            precondition(RCU.statistics.registeredReaders <= 1)
        }
    }
}
