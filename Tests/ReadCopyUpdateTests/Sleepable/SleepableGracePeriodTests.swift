import AsymmetricFences
import Synchronization
import TestThreads
import Testing

@testable import ReadCopyUpdate

/// Each instance is a domain of its own, so these need no process of their own.
@Suite("Grace periods of a SleepableRCU")
struct SleepableGracePeriodTests {
    @Test("A grace period outlasts an open section, wherever that is closed", arguments: [64, 1, 0])
    func waitsForOpenSection(segments: Int) {
        let domain = SleepableRCU(segments: segments)
        let ticket = domain.enter()
        let writer = TestThread { domain.synchronize() }
        #expect(waitUntil { domain.isAwaited }, "synchronize did not wait for an open section")
        #expect(!writer.isDone)
        // On a thread that never entered one.
        leave(domain, ticket)
        #expect(writer.join(within: 30), "the section's end was not seen")
        #expect(domain.statistics.gracePeriods == 1)
    }

    private func leave(_ domain: SleepableRCU, _ ticket: consuming SleepableRCU.Ticket) {
        let phase = ticket.take().phase
        TestThread { domain.close(phase) }.join()
    }

    @Test("A section that opens after the grace period began does not hold it back")
    func ignoresLaterSections() {
        let domain = SleepableRCU()
        let first = domain.enter()
        let writer = TestThread { domain.synchronize() }
        #expect(waitUntil { domain.isAwaited })
        let later = domain.enter()
        domain.leave(first)
        #expect(writer.join(within: 30), "a later section held the grace period back")
        domain.leave(later)
    }

    @Test("A caller that arrives during a grace period waits for the sections that were open when it arrived")
    func latecomer() {
        let domain = SleepableRCU()
        let first = domain.enter()
        let writer = TestThread { domain.synchronize() }
        #expect(waitUntil { domain.isAwaited })
        let second = domain.enter()
        let latecomer = TestThread { domain.synchronize() }
        #expect(waitUntil { domain.writers.rounds.sleeperCount == 1 })
        domain.leave(first)
        #expect(writer.join(within: 30))
        #expect(waitUntil { latecomer.isDone || domain.isAwaited })
        #expect(!latecomer.isDone, "the latecomer joined a grace period that began before it arrived")
        domain.leave(second)
        #expect(latecomer.join(within: 30))
    }

    @Test("A section that loaded the phase long ago is waited for too", arguments: [true, false])
    func straggler(activeLeavesFirst: Bool) {
        let domain = SleepableRCU()
        let active = domain.open()
        let inactive = 8 - active
        domain.open(inactive)
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        domain.close(activeLeavesFirst ? active : inactive)
        expectLook(&gracePeriod, isOver: false)
        domain.close(activeLeavesFirst ? inactive : active)
        expectLook(&gracePeriod, isOver: true)
    }

    @Test("Each phase need be found drained only once")
    func overlapping() {
        let domain = SleepableRCU()
        let active = domain.open()
        let inactive = 8 - active
        domain.open(inactive)
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        domain.close(inactive)
        expectLook(&gracePeriod, isOver: false)
        // One that began after the flip: it need not be waited for.
        #expect(domain.open() == inactive)
        domain.close(active)
        expectLook(&gracePeriod, isOver: true)
        domain.close(inactive)
    }

    @Test("Unlocks are summed before locks: a section in between is not taken for another's end")
    func sumOrder() {
        let domain = SleepableRCU()
        let ticket = domain.enter()
        let open = domain.counters.openSections(between: { domain.read { _ in } })
        #expect(open.0 != 0, "an open section was taken for closed")
        domain.leave(ticket)
        #expect(domain.counters.openSections() == (0, 0))
    }

    @Test("The grace period has one phase drained after the other, and flips once")
    func stateMachine() {
        let domain = SleepableRCU()
        let ticket = domain.enter()
        var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
        expectLook(&gracePeriod, isOver: false)
        #expect(domain.counters.phase.pointee.load(ordering: .relaxed) == 8, "readers were not sent to the other phase")
        let later = domain.enter()
        expectLook(&gracePeriod, isOver: false)
        #expect(domain.counters.phase.pointee.load(ordering: .relaxed) == 8)
        domain.leave(ticket)
        expectLook(&gracePeriod, isOver: true)
        domain.leave(later)

        var idle = SleepableGracePeriod(domain.counters, leader: [])
        expectLook(&idle, isOver: true)
        #expect(domain.counters.phase.pointee.load(ordering: .relaxed) == 8, "a flip that nothing called for")
    }

    private func expectLook(_ gracePeriod: inout SleepableGracePeriod, isOver: Bool) {
        let answer = gracePeriod.look()
        #expect(answer == isOver)
    }

    /// Hand over hand: at each moment a section of the current phase is open.
    @Test("A stream of sections, of which one is always open, does not starve the writer")
    func stream() {
        let domain = SleepableRCU()
        let stop = Latch()
        let reader = TestThread {
            var held = domain.enter()
            while !stop.isOpen {
                let next = domain.enter()
                domain.leave(held)
                held = next
            }
            domain.leave(held)
        }
        let writer = TestThread { for _ in 0..<100 { domain.synchronize() } }
        let ended = writer.join(within: 60)
        #expect(ended, "new sections kept the grace period from ending")
        stop.open()
        reader.join()
        if !ended { writer.join() }
    }

    @Test("Callers that wait together share a grace period")
    func sharing() {
        let domain = SleepableRCU()
        let ticket = domain.enter()
        let first = TestThread { domain.synchronize() }
        #expect(waitUntil { domain.isAwaited })
        let others = (0..<16).map { _ in TestThread { domain.synchronize() } }
        #expect(waitUntil { domain.writers.rounds.sleeperCount == 16 })
        domain.leave(ticket)
        #expect(first.join(within: 30))
        for other in others { #expect(other.join(within: 30), "a waiter was lost") }
        #expect(domain.statistics == .init(gracePeriods: 2, sharedGracePeriods: 15))
    }

    @Test("Instances do not wait for each other's sections")
    func independence() {
        let (one, other) = (SleepableRCU(), SleepableRCU())
        let ticket = one.enter()
        let writer = TestThread { other.synchronize() }
        #expect(writer.join(within: 30))
        one.leave(ticket)
    }

    @Test("Threads that come and go leave their counts behind, and reuse each other's slots")
    func threadExit() {
        let domain = SleepableRCU()
        TestThread { domain.read { _ in } }.join()
        for _ in 0..<300 {
            TestThread {
                domain.read { _ in }
                domain.leave(domain.enter())
            }.join()
        }
        #expect(domain.counters.openSections() == (0, 0))
        var slots = 0
        domain.counters.forEachSlot { _ in slots += 1 }
        #expect(slots < 300, "each thread had a slot of its own")
        let writer = TestThread { domain.synchronize() }
        #expect(writer.join(within: 30))
    }

    @Test("Threads beyond the directory share a slot and lose no count")
    func overflow() {
        let domain = SleepableRCU(segments: 0)
        let threads = (0..<4).map { _ in
            TestThread { for _ in 0..<20_000 { domain.read { _ in domain.leave(domain.enter()) } } }
        }
        for thread in threads { thread.join() }
        #expect(domain.counters.openSections() == (0, 0))
        let counted = domain.counters.shared.locks(0).pointee.load(ordering: .relaxed)
        #expect(counted == 4 * 20_000 * 2)
    }

    /// What the fence prevents is seen too rarely to rely on; its absence is seen here.
    @Test("One heavy fence a grace period, and one more to sleep")
    func heavyFences() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let domain = SleepableRCU()
                func issued() -> UInt64 { AsymmetricFence.statistics.issued }
                let before = issued()
                for _ in 0..<100 { domain.synchronize() }
                #expect(issued() - before == 100)

                let ticket = domain.enter()
                var gracePeriod = SleepableGracePeriod(domain.counters, leader: [])
                for _ in 0..<10 { _ = gracePeriod.look() }
                #expect(issued() - before == 101, "looking again cost a fence")
                for _ in 0..<10 { _ = gracePeriod.advance() }
                #expect(issued() - before == 102, "it sleeps without a fence, or asks again and again")
                domain.leave(ticket)
                let isOver = gracePeriod.advance() == nil
                #expect(isOver)
            }
        }
    }
}
