import CMembarrier
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

@Suite("Retirement to a SleepableRCU")
struct SleepableRetirementTests {
    private final class Counted: Sendable {
        let live: SharedCounter
        init(_ live: SharedCounter) {
            self.live = live
            live.increment()
        }
        deinit { live.decrement() }
    }

    @Test("Objects, versions and closures wait for the grace period, and are gone after the barrier")
    func kinds() {
        let domain = SleepableRCU()
        let live = SharedCounter()
        let ran = SharedCounter()
        let ticket = domain.enter()
        domain.retire(Counted(live), cost: 16)
        let version = UnsafeMutablePointer<Counted>.allocate(capacity: 1)
        version.initialize(to: Counted(live))
        domain.retire(version)
        domain.retire(cost: 8) { ran.increment() }
        #expect(waitUntil { domain.isAwaited })
        #expect(live.count == 2 && ran.count == 0, "retired under an open section, and destroyed")
        domain.leave(ticket)
        domain.barrier()
        #expect(live.count == 0 && ran.count == 1)
    }

    @Test("What is retired while a grace period runs waits for the next")
    func duringGracePeriod() {
        let domain = SleepableRCU()
        let ran = SharedCounter()
        let first = domain.enter()
        domain.retire { ran.increment() }
        #expect(waitUntil { domain.isAwaited })
        let second = domain.enter()
        domain.retire { ran.increment() }
        domain.leave(first)
        #expect(waitUntil { ran.count > 0 && domain.isAwaited })
        #expect(ran.count == 1, "an entry was run by a grace period that began before it was retired")
        domain.leave(second)
        domain.barrier()
        #expect(ran.count == 2)
    }

    @Test("A barrier waits for all before it, also as a task, and for nothing if nothing is left")
    func barriers() async {
        await #expect(processExitsWith: .success) {
            let domain = SleepableRCU()
            let ran = SharedCounter()
            await domain.barrier()
            for count in 1...200 {
                domain.retire { ran.increment() }
                if count % 7 == 0 {
                    await domain.barrier()
                    #expect(ran.count == count)
                }
            }
            let phase = domain.open()
            domain.retire { ran.increment() }
            let isDone = Latch()
            let barrier = Task {
                await domain.barrier()
                isDone.open()
            }
            #expect(await eventually { domain.isAwaited })
            barrier.cancel()
            for _ in 0..<20 { await SleepableRCU().synchronize() }
            #expect(!isDone.isOpen)
            domain.close(phase)
            await barrier.value
            #expect(ran.count == 201)
        }
    }

    @Test("Dropping the instance leaves what was retired to it to be run")
    func dropped() {
        let live = SharedCounter()
        let ran = SharedCounter()
        for _ in 0..<50 {
            let domain = SleepableRCU()
            domain.read { _ in domain.retire(Counted(live)) }
            domain.retire { ran.increment() }
        }
        #expect(waitUntil { live.count == 0 && ran.count == 50 })
    }

    /// With the caller's locks held, in a section of its own, or after the barrier of another thread.
    @Test("The retirer keeps no reference: the destructor never runs on its thread")
    func lastReference() {
        final class Marked: Sendable {
            let owner = cmembarrier_gettid()
            let wrong: SharedCounter
            init(_ wrong: SharedCounter) { self.wrong = wrong }
            deinit { if cmembarrier_gettid() == owner { wrong.increment() } }
        }
        let domain = SleepableRCU()
        let wrong = SharedCounter()
        let threads = (0..<2).map { _ in
            TestThread { for _ in 0..<3_000 { domain.retire(Marked(wrong)) } }
        }
        for thread in threads { thread.join() }
        domain.barrier()
        #expect(wrong.count == 0)
    }

    @Test("Something retired may retire, into the same instance")
    func nested() {
        let domain = SleepableRCU()
        let ran = SharedCounter()
        domain.retire { domain.retire { ran.increment() } }
        domain.barrier()
        domain.barrier()
        #expect(ran.count == 1)
    }

    @Test("Threads that retire at once, with readers, leave nothing alive")
    func stress() {
        let domain = SleepableRCU()
        let live = SharedCounter()
        let late = SharedCounter()
        let stop = Latch()
        let first = UnsafeMutablePointer<Counted>.allocate(capacity: 1)
        first.initialize(to: Counted(live))
        let pointer = RCUPointer(first)
        let readers = (0..<2).map { _ in
            TestThread {
                while !stop.isOpen {
                    domain.read { section in
                        if section[pointer].pointee.live !== live { late.increment() }
                    }
                }
            }
        }
        let writers = (0..<3).map { _ in
            TestThread {
                for _ in 0..<(underThreadSanitizer ? 200 : 5_000) {
                    let new = UnsafeMutablePointer<Counted>.allocate(capacity: 1)
                    new.initialize(to: Counted(live))
                    if let old = pointer.exchange(new) { domain.retire(old) }
                }
                domain.barrier()
            }
        }
        for writer in writers { writer.join() }
        stop.open()
        for reader in readers { reader.join() }
        if let last = pointer.exchange(nil) { domain.retire(last) }
        domain.barrier()
        #expect(late.count == 0)
        #expect(live.count == 0, "\(live.count) values are left")
    }
}
