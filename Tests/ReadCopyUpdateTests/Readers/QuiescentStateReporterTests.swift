import ReadCopyUpdate
import TestThreads
import Testing

/// Each in a process of its own, because the registry is the whole process's.
@Suite("Quiescent-state reporters")
struct QuiescentStateReporterTests {
    @Test("An online thread holds a grace period back until it reports")
    func reportEndsTheSection() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let online = Latch()
                let report = Latch()
                let finish = Latch()
                let loop = TestThread {
                    var reporter = RCU.QuiescentStateReporter()
                    online.open()
                    report.wait()
                    reporter.quiescentState()
                    finish.wait()
                }
                online.wait()
                let before = RCU.statistics
                let writer = TestThread { RCU.synchronize() }
                #expect(
                    waitUntil { RCU.statistics.readersSleptFor > before.readersSleptFor },
                    "an online thread was not waited for"
                )
                #expect(!writer.isDone)
                report.open()
                #expect(writer.join(within: 30), "a report did not end the wait")
                finish.open()
                loop.join()
            }
        }
    }

    @Test("Threads that are parked offline hold nobody back, however long they stay")
    func offlineHoldsNobodyBack() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let parked = SharedCounter()
                let wake = Latch()
                let loops = (0..<2).map { _ in
                    TestThread {
                        var reporter = RCU.QuiescentStateReporter()
                        reporter.whileOffline {
                            parked.increment()
                            wake.wait()
                        }
                        #expect(RCU.isInReadSection, "whileOffline did not bring the thread back online")
                    }
                }
                #expect(waitUntil { parked.count == 2 })
                let writer = TestThread { for _ in 0..<100 { RCU.synchronize() } }
                #expect(writer.join(within: 30), "a grace period waited for a thread that is offline")
                wake.open()
                for loop in loops { loop.join() }
            }
        }
    }

    @Test("The end of a reporter, and the end of its thread, end the long section")
    func endOfReporter() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let ready = Latch()
                let finish = Latch()
                let loop = TestThread {
                    do {
                        let reporter = RCU.QuiescentStateReporter()
                        reporter.read { _ in }
                    }
                    ready.open()
                    finish.wait()
                }
                ready.wait()
                let writer = TestThread { RCU.synchronize() }
                #expect(writer.join(within: 30), "a reporter that is gone holds grace periods back")
                finish.open()
                loop.join()
            }
        }
    }

    @Test("Ordinary sections of an online thread are part of its long section")
    func ordinarySectionsInside() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let thread = TestThread {
                    var reporter = RCU.QuiescentStateReporter()
                    RCU.read { _ in }
                    #expect(RCU.isInReadSection, "an ordinary section ended the long one")
                    reporter.quiescentState()
                    reporter.whileOffline {
                        #expect(!RCU.isInReadSection)
                        RCU.read { _ in #expect(RCU.isInReadSection) }
                        #expect(!RCU.isInReadSection)
                        RCU.synchronize()
                    }
                    #expect(RCU.isInReadSection)
                }
                #expect(thread.join(within: 30))
            }
        }
    }

    @Test("Readers of both kinds see no reclaimed value while writers replace it")
    func mixedReaders() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let box = Canary.box()
                let stop = Latch()
                let violations = SharedCounter()
                let reporting = TestThread {
                    var reporter = RCU.QuiescentStateReporter()
                    while !stop.isOpen {
                        for _ in 0..<64 {
                            reporter.read { section in if !section[box].pointee.isAlive { violations.increment() } }
                        }
                        reporter.quiescentState()
                    }
                }
                let ordinary = TestThread {
                    while !stop.isOpen {
                        RCU.read { section in if !section[box].pointee.isAlive { violations.increment() } }
                    }
                }
                let writer = TestThread {
                    for _ in 0..<(longTests ? 100_000 : 3_000) { Canary.replace(in: box) }
                    stop.open()
                }
                #expect(writer.join(within: 60))
                reporting.join()
                ordinary.join()
                #expect(violations.count == 0, "a reader saw a reclaimed value")
                #expect(Canary.dispose(box))
            }
        }
    }

    @Test("Misuse traps with a message", arguments: 0..<4)
    func misuse(_ kind: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            switch kind {
            case 0:
                blocking {
                    let first = RCU.QuiescentStateReporter()
                    let second = RCU.QuiescentStateReporter()
                    first.read { _ in }
                    second.read { _ in }
                }
            case 1:
                RCU.read { _ in
                    let reporter = RCU.QuiescentStateReporter()
                    reporter.read { _ in }
                }
            case 2:
                blocking {
                    var reporter = RCU.QuiescentStateReporter()
                    RCU.readLock()
                    reporter.quiescentState()
                }
            default:
                blocking {
                    var reporter = RCU.QuiescentStateReporter()
                    RCU.readLock()
                    reporter.whileOffline {}
                }
            }
        }
        let expected = [
            "has a quiescent-state reporter already", "cannot begin inside", "cannot be reported inside",
            "cannot go offline",
        ]
        let message = text(result?.standardErrorContent)
        #expect(message.contains(expected[kind]))
    }
}
