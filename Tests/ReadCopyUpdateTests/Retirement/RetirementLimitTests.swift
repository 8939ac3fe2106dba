import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each in a process of its own, because the limit is the whole process's.
@Suite("The limit of retirement")
struct RetirementLimitTests {
    @Test(
        "A retirer waits above the high mark, in number or in bytes, until the backlog is low",
        arguments: [false, true]
    )
    func waits(_ byBytes: Bool) async {
        await #expect(processExitsWith: .success) { [byBytes = byBytes as Bool] in
            blocking {
                configure(
                    byBytes
                        ? RCU.RetirementLimit(count: .max, bytes: 1000) : RCU.RetirementLimit(count: 1000, bytes: .max)
                )
                let live = SharedCounter()
                let reader = SittingReader()
                let retirers = (0..<2).map { _ in
                    TestThread { for _ in 0..<2000 { RCU.retire(Witness(live), cost: 1) } }
                }
                #expect(waitUntil { RCU.statistics.retirerWaits == 2 }, "\(live.count) retired, and nobody waits")
                #expect(live.count <= 1000, "\(live.count) retired, above the limit of 1000")
                #expect(live.count >= 500, "\(live.count) retired: a retirer waits below the low mark")
                for retirer in retirers { #expect(!retirer.isDone) }
                reader.leave()
                for retirer in retirers { #expect(retirer.join(within: 60), "a retirer was never woken") }
                RCU.barrier()
                #expect(live.count == 0)
                let peak = RCU.statistics.peakBacklog
                #expect((byBytes ? peak.bytes : peak.count) <= 1000)
            }
        }
    }

    @Test("Threads that came when there were few, and add nothing up, do not lift the limit", arguments: [false, true])
    func shares(_ byBytes: Bool) async {
        await #expect(processExitsWith: .success) { [byBytes = byBytes as Bool] in
            blocking {
                configure(
                    byBytes
                        ? RCU.RetirementLimit(count: .max, bytes: 400) : RCU.RetirementLimit(count: 400, bytes: .max)
                )
                let live = SharedCounter()
                let reader = SittingReader()
                let (areAllHere, isOver) = (Latch(), Latch())
                let (arrived, ready) = (SharedCounter(), SharedCounter())
                let threads = (1...12).map { number in
                    let thread = TestThread {
                        RCU.retire(Witness(live), cost: 1)
                        let share = ownShare(byBytes)
                        arrived.increment()
                        areAllHere.wait()
                        // One less than would make it add up.
                        for _ in 1..<share { RCU.retire(Witness(live), cost: 1) }
                        ready.increment()
                        isOver.wait()
                    }
                    #expect(waitUntil { arrived.count == number })
                    return thread
                }
                areAllHere.open()
                #expect(waitUntil { ready.count == threads.count })
                let last = TestThread { for _ in 0..<1000 { RCU.retire(Witness(live), cost: 1) } }
                #expect(waitUntil { RCU.statistics.retirerWaits == 1 }, "\(live.count) retired, and nobody waits")
                #expect(live.count <= 400, "\(live.count) retired, above the limit of 400")
                isOver.open()
                reader.leave()
                last.join()
                for thread in threads { thread.join() }
                RCU.barrier()
                #expect(live.count == 0)
            }
        }
    }

    @Test("A task suspends above the high mark, and the pool goes on")
    func suspends() async {
        await #expect(processExitsWith: .success) {
            configure(RCU.RetirementLimit(count: 400, bytes: .max))
            let live = SharedCounter()
            let reader = SittingReader()
            // More than the pool has threads.
            let retirers = (0..<16).map { _ in
                Task { for _ in 0..<500 { await RCU.retire(Witness(live)) } }
            }
            let all = await yieldUntil { RCU.statistics.retirerWaits == 16 }
            #expect(all, "\(live.count) retired, and only \(RCU.statistics.retirerWaits) of 16 wait")
            for _ in 0..<100 { await Task { await Task.yield() }.value }
            #expect(live.count <= 400 + 16, "\(live.count) retired, above the limit")
            reader.leave()
            for retirer in retirers { await retirer.value }
            await RCU.barrier()
            #expect(live.count == 0)
        }
    }

    @Test("Inside a section, and inside a destructor, a retirer never waits")
    func neverWaits() async {
        await #expect(processExitsWith: .success) {
            blocking {
                configure(RCU.RetirementLimit(count: 10, bytes: 10))
                let live = SharedCounter()
                let inSection = TestThread {
                    RCU.read { _ in
                        for _ in 0..<1000 { RCU.retire(Witness(live), cost: 1) }
                    }
                }
                guard inSection.join(within: 60) else {
                    Issue.record("a retirer waits for its own section")
                    return
                }
                RCU.barrier()
                let inDestructor = TestThread {
                    RCU.retire { for _ in 0..<1000 { RCU.retire(Witness(live), cost: 1) } }
                    RCU.barrier()
                    RCU.barrier()
                }
                guard inDestructor.join(within: 60) else {
                    Issue.record("a destructor waits for itself")
                    return
                }
                #expect(live.count == 0)
                #expect(RCU.statistics.retirerWaits == 0)
            }
        }
    }

    @Test("A value said to hold more than there is fills the limit, and no sum overflows")
    func dearest() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let live = SharedCounter()
                for _ in 0..<3 {
                    RCU.retire(Witness(live), cost: 1)
                    RCU.retire(Witness(live), cost: .max)
                }
                RCU.barrier()
                #expect(live.count == 0)
                #expect(RCU.statistics.backlog == RCU.Tally())
                #expect(RCU.statistics.reclaimed.bytes == 3 + 3 << 40)
            }
        }
    }

    @Test("A value dearer than the limit is retired, and waited for")
    func dear() async {
        await #expect(processExitsWith: .success) {
            blocking {
                configure(RCU.RetirementLimit(count: 10, bytes: 10))
                let live = SharedCounter()
                let thread = TestThread {
                    for _ in 0..<100 { RCU.retire(Witness(live), cost: 1_000_000) }
                    RCU.barrier()
                }
                #expect(thread.join(within: 60))
                #expect(live.count == 0)
            }
        }
    }
}

/// What the calling thread, which has retired, may retire before it adds up.
private func ownShare(_ byBytes: Bool) -> Int {
    guard let queue = RetirementQueue(at: ReaderRecord.current.queue.pointee) else {
        fatalError("the thread has not retired anything")
    }
    return byBytes ? queue.share.bytes : queue.share.count
}

/// Sets the limit, in a process that has not used it.
func configure(_ limit: RCU.RetirementLimit) {
    var configuration = RCU.Configuration()
    configuration.retirementLimit = limit
    do { try RCU.configure(configuration) } catch { fatalError("\(error)") }
}
