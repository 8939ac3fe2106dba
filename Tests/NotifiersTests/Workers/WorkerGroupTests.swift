import Glibc
import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("A group of workers")
struct WorkerGroupTests {
    @Test("A message runs on the worker it was sent to, in order, once; a broadcast says who got it")
    func messages() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 70))
        try group.resize(to: 3)
        try group.hotplug.bringUp(66)
        #expect(group.online.workers == [0, 1, 2, 66])
        #expect(group.active.workers == [0, 1, 2, 66])
        #expect(group.online.count == 4)
        let (wrong, sum) = (SharedCounter(), SharedCounter())
        for number in 0..<100 {
            try group.send(to: 66) {
                if WorkerGroup.currentWorker != 66 || sum.increment() != number + 1 { wrong.increment() }
            }
        }
        #expect(try runAndWait(group, on: 66) { sum.count } == 100)
        let heard = SharedCounter()
        #expect(group.broadcast { heard.increment() } == [0, 1, 2, 66])
        #expect(group.broadcast(to: .active) { heard.increment() } == [0, 1, 2, 66])
        try close(group)
        #expect(heard.count == 8)
        #expect(wrong.count == 0)
        #expect(WorkerGroup.currentWorker == nil)
    }

    @Test("Nothing goes to a worker that is not there, and the error says which")
    func refusals() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        #expect(throws: WorkerError.notOnline(worker: 1)) { try group.send(to: 1) {} }
        #expect(throws: WorkerError.noSuchWorker(worker: 2, capacity: 2)) { try group.send(to: 2) {} }
        #expect(throws: WorkerError.noSuchWorker(worker: -1, capacity: 2)) { try group.send(to: -1) {} }
        #expect(throws: WorkerError.notOnline(worker: 0)) { try runAndWait(group, on: 0) { 1 } }
        #expect(group.broadcast {} == [])
        try group.resize(to: 2)
        try group.resize(to: 1)
        #expect(throws: WorkerError.notOnline(worker: 1)) { try group.send(to: 1) {} }
        #expect(group.broadcast {} == [0])
        // Up to "started" the thread is there, but nobody may send.
        try group.hotplug.bringUp(1, to: .started)
        #expect(throws: WorkerError.notOnline(worker: 1)) { try group.send(to: 1) {} }
        try group.hotplug.bringUp(1)
        #expect(try runAndWait(group, on: 1) { 7 } == 7)
        try group.hotplug.takeDown(1, to: .started)
        #expect(throws: WorkerError.notOnline(worker: 1)) { try group.send(to: 1) {} }
        try group.hotplug.bringUp(1)
        #expect(try runAndWait(group, on: 1) { 8 } == 8)
        try close(group)
        let refused = #expect(throws: HotplugError.self) { try bringUp(group, 0) }
        #expect(refused.map(String.init(describing:))?.contains("the group is closed") == true)
    }

    @Test("Tasks await what a worker returns, resize and close")
    func tasks() async throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 4))
        try await group.resize(to: 4)
        #expect(try await group.run(on: 3) { WorkerGroup.currentWorker } == 3)
        await #expect(throws: WorkerError.noSuchWorker(worker: 4, capacity: 4)) { try await group.run(on: 4) { 1 } }
        try await group.resize(to: 1)
        await #expect(throws: WorkerError.notOnline(worker: 3)) { try await group.run(on: 3) { 1 } }
        #expect(group.online.workers == [0])
        try await group.close()
        #expect(group.online.workers == [])
        try await group.close()
    }

    @Test("What a message may do: send, broadcast, run on itself, open sections, and wait while offline")
    func inMessages() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        try group.resize(to: 2)
        let heard = SharedCounter()
        let thread = TestThread {
            let values = try? group.run(on: 0) { () -> [Bool] in
                var values = [RCU.isInReadSection]
                values.append((try? group.run(on: 0) { WorkerGroup.currentWorker }) == 0)
                values.append(group.broadcast { heard.increment() } == [0, 1])
                values.append(RCU.read { _ in (try? group.send(to: 1) { heard.increment() }) != nil })
                WorkerGroup.whileOffline {
                    values.append(!RCU.isInReadSection)
                    RCU.synchronize()
                    WorkerGroup.whileOffline {
                        values.append((try? group.run(on: 1) { WorkerGroup.currentWorker }) == 1)
                    }
                }
                return values + [RCU.isInReadSection]
            }
            #expect(values == Array(repeating: true, count: 7))
        }
        #expect(thread.join(within: 60))
        try close(group)
        #expect(heard.count == 3)
        #expect(WorkerGroup.whileOffline { 5 } == 5)
    }

    @Test(
        "A hundred lives of a worker: every message runs, and the thread has ended, destructors and all, when it is down"
    )
    func lives() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 1))
        let ran = SharedCounter()
        for life in 1...100 {
            try group.resize(to: 1)
            for _ in 0..<10 { try group.send(to: 0) { ran.increment() } }
            try group.resize(to: 0)
            #expect(ran.count == life * 10)
        }
        try close(group)
    }

    @Test("A worker that is down has ended: the destructors of its thread have run")
    func joined() throws {
        var key = pthread_key_t()
        #expect(
            pthread_key_create(
                &key,
                { exit in
                    guard let exit else { return }
                    let witness = Unmanaged<ThreadEnd>.fromOpaque(exit).takeRetainedValue()
                    // Long enough for a tear-down that does not wait to return first.
                    waitUntil({ witness.isDown.isOpen }, within: 0.2)
                    witness.wasDown.store(witness.isDown.isOpen ? 1 : 0)
                    witness.hasEnded.open()
                }
            ) == 0
        )
        defer { pthread_key_delete(key) }
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 1))
        try group.resize(to: 1)
        let witness = ThreadEnd()
        try group.send(to: 0) { [key] in pthread_setspecific(key, Unmanaged.passRetained(witness).toOpaque()) }
        try group.resize(to: 0)
        witness.isDown.open()
        #expect(witness.hasEnded.isOpen, "the worker was down before its thread had ended")
        witness.hasEnded.wait()
        #expect(witness.wasDown.count == 0)
        try close(group)
    }

    @Test("A handle that is dropped closes the group; in a message of the group too")
    func dropped() throws {
        let ran = SharedCounter()
        do {
            let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
            try group.resize(to: 2)
            group.broadcast { ran.increment() }
        }
        #expect(ran.count == 2)
        let core = WorkerBox<WorkerCore>()
        let hotplug = WorkerBox<Hotplug>()
        let mayEnd = Latch()
        do {
            let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
            try group.resize(to: 2)
            (core.value, hotplug.value) = (group.core, group.hotplug)
            try group.send(to: 0) { [group] in
                mayEnd.wait()
                _ = group
            }
        }
        mayEnd.open()
        #expect(
            waitUntil { hotplug.value?.state(of: 0).state == .offline && hotplug.value?.state(of: 1).state == .offline }
        )
        #expect(core.value?.online.workers == [])
    }

    @Test("Only a worker that is parked is woken")
    func coalescing() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 1))
        try group.resize(to: 1)
        let mailbox = try #require(group.core.slots[0].mailbox)
        let (busy, mayGo, ran) = (Latch(), Latch(), SharedCounter())
        try group.send(to: 0) {
            busy.open()
            mayGo.wait()
        }
        busy.wait()
        let before = mailbox.wakeCount
        for _ in 0..<1000 { try group.send(to: 0) { ran.increment() } }
        #expect(mailbox.wakeCount == before)
        mayGo.open()
        #expect(waitUntil { ran.count == 1000 && mailbox.isParked })
        #expect(mailbox.wakeCount == before)
        try group.send(to: 0) { ran.increment() }
        #expect(waitUntil { ran.count == 1001 })
        #expect(mailbox.wakeCount == before + 1)
        try close(group)
    }

    @Test("Steps of states on a worker's thread may wait for a grace period, and send")
    func steps() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 2))
        try group.resize(to: 1)
        let ran = SharedCounter()
        let step: @Sendable (Int) throws -> Void = { worker in
            guard WorkerGroup.currentWorker == worker else { return }
            RCU.synchronize()
            try group.send(to: 0) { ran.increment() }
        }
        let state = try group.hotplug.install("waits", in: .online, startup: step, teardown: step)
        try group.resize(to: 2)
        #expect(state.state > Hotplug.State(.online, WorkerCore.onlinePlace) ?? .online)
        try group.resize(to: 1)
        try state.remove()
        try close(group)
        #expect(ran.count == 4)
    }
}

private final class ThreadEnd: Sendable {
    let isDown = Latch()
    let hasEnded = Latch()
    let wasDown = SharedCounter()
}
