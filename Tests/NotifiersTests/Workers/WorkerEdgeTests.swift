import TestThreads
import Testing

@testable import Notifiers

@Suite("What is over, and what is on its way, is told apart")
struct WorkerEdgeTests {
    /// Has `waiter` wait for `awaited`, blocking.
    private func wait(_ group: WorkerGroup, _ waiter: Int, for awaited: Int) throws -> Int? {
        try runAndWait(group, on: waiter) {
            WorkerGroup.whileOffline { try? runAndWait(group, on: awaited) { WorkerGroup.currentWorker } }
        }
    }

    @Test("A wait that is over is no wait: workers may wait for each other one after the other, however it ended")
    func waitsThatAreOver() async throws {
        // A stale wait ends the process.
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 60)
            blocking {
                do {
                    try WorkerEdgeTests().waitInTurn()
                } catch {
                    fatalError("\(error)")
                }
            }
        }
    }

    private func waitInTurn() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 3, leftovers: .report))
        try group.resize(to: 2)
        // One that was answered.
        #expect(try wait(group, 0, for: 1) == 1)
        #expect(try wait(group, 1, for: 0) == 0)
        // One that was refused, by a worker that comes up only then.
        #expect(try wait(group, 0, for: 2) == nil)
        try group.resize(to: 3)
        #expect(try wait(group, 2, for: 0) == 0)
        // One whose message was not delivered.
        #expect(try waitUndelivered(group, 0, for: 2) == .undelivered(worker: 2))
        try group.resize(to: 3)
        #expect(try wait(group, 2, for: 0) == 0)
        try group.close()
    }

    /// Has `waiter` wait for `awaited`, which leaves before it comes to the message.
    private func waitUndelivered(_ group: WorkerGroup, _ waiter: Int, for awaited: Int) throws -> WorkerError? {
        let (isBusy, mayGo, answered) = (Latch(), Latch(), Latch())
        let box = WorkerBox<WorkerError>()
        // Keeps the worker busy in front of the step that takes it offline.
        let state = try group.hotplug.install(
            "busy",
            in: .online,
            startup: nil,
            teardown: { worker in
                guard worker == awaited else { return }
                try group.send(to: worker) {
                    WorkerGroup.whileOffline {
                        isBusy.open()
                        mayGo.wait()
                    }
                }
            }
        )
        let down = TestThread { try? takeDown(group, awaited) }
        isBusy.wait()
        let mailbox = try #require(group.core.slots[awaited].mailbox)
        #expect(waitUntil { !mailbox.isEmpty })
        let before = mailbox.stamp
        // Behind that step.
        try group.send(to: waiter) {
            WorkerGroup.whileOffline {
                do throws(WorkerError) { try runAndWait(group, on: awaited) {} } catch { box.value = error }
            }
            answered.open()
        }
        #expect(waitUntil { mailbox.stamp != before })
        mayGo.open()
        #expect(down.join(within: 30))
        answered.wait()
        try state.remove()
        return box.value
    }

    @Test("A broadcast to the active leaves out a worker that is online only, and reaches the others once")
    func audience() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 3))
        try group.resize(to: 1)
        let online = try #require(Hotplug.State(.online, WorkerCore.onlinePlace))
        try group.hotplug.bringUp(2, to: online)
        #expect(group.online.workers == [0, 2])
        #expect(group.active.workers == [0])
        let heard = (0..<3).map { _ in SharedCounter() }
        let hear: @Sendable () -> Void = { heard[WorkerGroup.currentWorker ?? 1].increment() }
        #expect(group.broadcast(to: .active, hear) == [0])
        #expect(group.broadcast(to: .online, hear) == [0, 2])
        try group.close()
        #expect(heard.map(\.count) == [2, 0, 1])
    }

    @Test("A resize looks again when it has moved a worker: another number may have been asked for meanwhile")
    func looksAgain() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        let (isInside, mayGo) = (Latch(), Latch())
        // In front of all other states: meanwhile the worker is where another who wants none finds it right.
        let state = try group.hotplug.install(
            "slow",
            in: .prepare,
            at: .early(0),
            startup: { _ in
                isInside.open()
                mayGo.wait()
            },
            teardown: nil
        )
        let first = TestThread { try? resize(group, to: 1) }
        isInside.wait()
        let second = TestThread { try? resize(group, to: 0) }
        #expect(second.join(within: 30), "a resize with nothing to do waited for another")
        mayGo.open()
        #expect(first.join(within: 30))
        #expect(group.online.workers == [])
        #expect(group.hotplug.state(of: 0).state == .offline)
        try state.remove()
        try group.close()
    }

    @Test("The suspending resize looks again too")
    func looksAgainSuspending() async throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        let (isInside, mayGo) = (Latch(), Latch())
        let state = try await group.hotplug.install(
            "slow",
            in: .prepare,
            at: .early(0),
            startup: { _ in
                isInside.open()
                mayGo.wait()
            },
            teardown: nil
        )
        let first = Task { try await group.resize(to: 1) }
        #expect(await yieldUntil { isInside.isOpen })
        try await group.resize(to: 0)
        mayGo.open()
        try await first.value
        #expect(group.online.workers == [])
        #expect(group.hotplug.state(of: 0).state == .offline)
        try await state.remove()
        try await group.close()
    }
}
