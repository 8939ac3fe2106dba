import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("In which order a worker comes and goes")
struct WorkerOrderTests {
    @Test("A worker found online in a section can be sent messages until the section ends", arguments: [false, true])
    func onlineInSection(reporting: Bool) throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 1, leftovers: reporting ? .report : .run)
        )
        try group.resize(to: 1)
        let (ran, undelivered, isDown, tornDown) = (SharedCounter(), SharedCounter(), Latch(), SharedCounter())
        let state = try group.hotplug.install(
            "below",
            in: .starting,
            startup: { _ in },
            teardown: { _ in tornDown.increment() }
        )
        let thread = RCU.read { section in
            guard let worker = group.onlineWorker(0, in: section) else { return nil as TestThread? }
            let thread = TestThread {
                try? group.resize(to: 0)
                isDown.open()
            }
            // "active" is waited for in the same way: with this section open its tear-down goes on for ever.
            #expect(waitUntil { !group.active.contains(0) })
            for _ in 0..<1000 { spinOnce() }
            #expect(group.online.contains(0), "a worker went offline in a section that had found it active")
            worker.send(onUndelivered: { undelivered.increment() }) { ran.increment() }
            return thread
        }
        #expect(thread?.join(within: 30) == true)
        #expect(isDown.isOpen)
        #expect(ran.count + undelivered.count == 1)
        #expect(tornDown.count == 1)
        try state.remove()
        try group.close()
    }

    /// The section begins between the two grace periods: when the worker is active no longer, and online still.
    @Test(
        "What is sent after the look at the bit arrives, though the bit is cleared in between",
        arguments: [false, true]
    )
    func pushAfterClear(reporting: Bool) throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 1, leftovers: reporting ? .report : .run)
        )
        try group.resize(to: 1)
        let (ran, undelivered, tornDown) = (SharedCounter(), SharedCounter(), SharedCounter())
        let (mayGoOffline, inTeardown) = (Latch(), Latch())
        let below = try group.hotplug.install(
            "below",
            in: .starting,
            startup: { _ in },
            teardown: { _ in tornDown.increment() }
        )
        let between = try group.hotplug.install(
            "between",
            in: .online,
            startup: { _ in },
            teardown: { _ in
                inTeardown.open()
                mayGoOffline.wait()
            }
        )
        let thread = TestThread { try? group.resize(to: 0) }
        inTeardown.wait()
        #expect(!group.active.contains(0))
        #expect(group.online.contains(0))
        RCU.read { section in
            guard let worker = group.onlineWorker(0, in: section) else {
                Issue.record("the worker was not online")
                return
            }
            mayGoOffline.open()
            #expect(waitUntil { !group.online.contains(0) })
            for _ in 0..<100_000 { spinOnce() }
            #expect(tornDown.count == 0, "the thread's states were torn down before the section had ended")
            worker.send(onUndelivered: { undelivered.increment() }) { ran.increment() }
        }
        #expect(thread.join(within: 30))
        #expect(ran.count == (reporting ? 0 : 1), "a message that was accepted did not run once")
        #expect(undelivered.count == (reporting ? 1 : 0))
        #expect(tornDown.count == 1)
        try between.remove()
        try below.remove()
        try group.close()
    }

    /// The worker is kept busy until the order to leave lies in its mailbox, and a message behind it: it takes the message out with the order, or finds it
    /// when it empties the mailbox.
    @Test(
        "What lies behind the order to leave runs before the worker has left, or its sender hears of it",
        arguments: [false, true]
    )
    func leftovers(reporting: Bool) throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 1, leftovers: reporting ? .report : .run))
        try group.resize(to: 1)
        let (inTeardown, isBusy, mayLeave, wrong) = (Latch(), Latch(), Latch(), SharedCounter())
        let mailbox = try #require(group.core.slots[0].mailbox)
        let thread = try #require(group.core.slots[0].thread)
        let state = try group.hotplug.install(
            "between",
            in: .online,
            startup: { _ in },
            teardown: { _ in
                inTeardown.open()
                waitUntil { !mailbox.isEmpty }
            }
        )
        let below = try group.hotplug.install(
            "below",
            in: .starting,
            startup: { _ in },
            teardown: { _ in wrong.increment() }
        )
        let down = TestThread { try? group.resize(to: 0) }
        inTeardown.wait()
        try group.send(to: 0) {
            WorkerGroup.whileOffline {
                isBusy.open()
                mayLeave.wait()
            }
        }
        isBusy.wait()
        // Blocked in a message, the worker has the order among the letters that it took out with it, or will find it in the mailbox.
        if thread.pending.isEmpty { #expect(waitUntil { !mailbox.isEmpty }) }
        let order = mailbox.stamp
        let (answer, failure) = (WorkerBox<Int>(), WorkerBox<WorkerError>())
        let caller = TestThread {
            do throws(WorkerError) {
                answer.value = try group.run(on: 0) { wrong.count }
            } catch {
                failure.value = error
            }
        }
        #expect(waitUntil { mailbox.stamp != order })
        mayLeave.open()
        #expect(caller.join(within: 30))
        #expect(down.join(within: 30))
        #expect(answer.value == (reporting ? nil : 0))
        #expect(failure.value == (reporting ? .undelivered(worker: 0) : nil))
        try below.remove()
        try state.remove()
        try group.close()
    }

    @Test("At every moment an active worker is online, and an online one has an open mailbox and its states")
    func masks() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        let (isOver, wrong, seen) = (Latch(), SharedCounter(), SharedCounter())
        let readers = (0..<2).map { worker in
            TestThread {
                while !isOver.isOpen {
                    RCU.read { _ in
                        let isActive = group.active.contains(worker)
                        for _ in 0..<50 { spinOnce() }
                        let isOnline = group.online.contains(worker)
                        if isActive { seen.increment() }
                        if isActive && !isOnline { wrong.increment() }
                    }
                }
            }
        }
        for _ in 0..<(longTests ? 20_000 : 300) {
            try group.resize(to: 2)
            try group.resize(to: 0)
        }
        isOver.open()
        for reader in readers { reader.join() }
        #expect(wrong.count == 0)
        #expect(seen.count > 0)
        try group.close()
    }

    /// Each in a process of its own: where it fails, grace periods hang.
    @Test("Parked workers, busy ones and steps hold no grace period back", arguments: 0..<3)
    func gracePeriods(kind: Int) async {
        await #expect(processExitsWith: .success) { [kind = kind as Int] in
            endIfItHangs(after: 100)
            let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
            let (inStep, mayGo, isOver) = (Latch(), Latch(), Latch())
            blocking {
                try? resize(group, to: kind == 2 ? 0 : 2)
                var up: TestThread?
                switch kind {
                case 0:
                    for worker in 0..<2 { #expect((try? runAndWait(group, on: worker) { 1 }) == 1) }
                    #expect(waitUntil { group.core.slots.allSatisfy { $0.mailbox?.isParked == true } })
                case 1:
                    for worker in 0..<2 { WorkerOrderTests.keepBusy(group, worker, until: isOver) }
                default:
                    up = TestThread {
                        let state = try? group.hotplug.install(
                            "blocks",
                            in: .online,
                            startup: { _ in
                                inStep.open()
                                mayGo.wait()
                            },
                            teardown: nil
                        )
                        try? group.resize(to: 1)
                        try? state?.remove()
                    }
                    inStep.wait()
                }
                let writer = TestThread { for _ in 0..<20 { RCU.synchronize() } }
                #expect(writer.join(within: 30), "a worker holds a grace period back")
                isOver.open()
                mayGo.open()
                up?.join()
                try? close(group)
            }
        }
    }

    private static func keepBusy(_ group: WorkerGroup, _ worker: Int, until isOver: Latch) {
        try? group.send(to: worker) {
            for _ in 0..<100 { spinOnce() }
            if !isOver.isOpen { keepBusy(group, worker, until: isOver) }
        }
    }
}
