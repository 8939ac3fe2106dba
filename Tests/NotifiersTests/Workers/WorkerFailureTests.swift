import CMembarrier
import CTestShims
import Glibc
import ReadCopyUpdate
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

@Suite("Workers that fail")
struct WorkerFailureTests {
    @Test("A thread that does not report in time is given up, touches nothing, and its worker is not started again")
    func lateThread() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 42, limits: Hotplug.Limits(bringUp: .milliseconds(50)))
        )
        let (mayReport, late, prepared) = (Latch(), SharedCounter(), SharedCounter())
        group.core.beforeReport = { worker in
            guard worker == 41 else { return }
            mayReport.wait()
            late.increment()
        }
        let state = try group.hotplug.install(
            "prepared",
            in: .prepare,
            startup: { _ in _ = prepared.increment() },
            teardown: { _ in prepared.decrement() }
        )
        let error = #expect(throws: HotplugError.self) { try bringUp(group, 41) }
        guard case .failed(let failure, .complete)? = error, case .timedOut = failure.cause else {
            Issue.record("\(error.map(String.init(describing:)) ?? "")")
            return
        }
        #expect(failure.state == .bringUp)
        #expect(prepared.count == 0)
        let again = #expect(throws: HotplugError.self) { try bringUp(group, 41) }
        guard case .lost(41)? = again else {
            Issue.record("\(again.map(String.init(describing:)) ?? "")")
            return
        }
        #expect(throws: WorkerError.notOnline(worker: 41)) { try group.send(to: 41) {} }
        // The others are there all the same.
        try group.hotplug.bringUp(0)
        #expect(waitUntil { threads(ofWorker: 41) == 1 })
        mayReport.open()
        #expect(waitUntil { late.count == 1 })
        #expect(group.core.slots[41].thread == nil)
        #expect(waitUntil { threads(ofWorker: 41) == 0 }, "a thread that was given up went on")
        try group.close()
        try state.remove()
    }

    @Test("A worker that does not answer a step is taken from the masks; what it has runs when it comes back, once")
    func stuckWorker() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 43, limits: Hotplug.Limits(step: .milliseconds(50)))
        )
        try group.hotplug.bringUp(42)
        let (isStuck, mayGo, ran) = (Latch(), Latch(), SharedCounter())
        try group.send(to: 42) {
            // Stuck where it holds no grace period back: other tests wait for those.
            WorkerGroup.whileOffline {
                isStuck.open()
                mayGo.wait()
            }
        }
        isStuck.wait()
        for _ in 0..<10 { try group.send(to: 42) { ran.increment() } }
        let error = #expect(throws: HotplugError.self) { try takeDown(group, 42) }
        guard case .failed(let failure, .impossible)? = error, case .timedOut = failure.cause else {
            Issue.record("\(error.map(String.init(describing:)) ?? "")")
            return
        }
        #expect(group.online.workers == [])
        #expect(group.active.workers == [])
        #expect(throws: WorkerError.notOnline(worker: 42)) { try group.send(to: 42) { ran.increment() } }
        let mailbox = try #require(group.core.slots[42].mailbox)
        try group.close()
        #expect(ran.count == 0)
        mayGo.open()
        #expect(waitUntil { ran.count == 10 && mailbox.isClosed })
        #expect(waitUntil { threads(ofWorker: 42) == 0 }, "a worker that was lost did not end")
    }

    @Test("Destructors of others' thread-local storage hold a worker's end back no longer than its limit")
    func slowDestructor() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 46, limits: Hotplug.Limits(bringUp: .seconds(2)))
        )
        let mayEnd = Latch()
        var key = pthread_key_t()
        let created = pthread_key_create(&key) { latch in
            guard let latch else { return }
            Unmanaged<Latch>.fromOpaque(latch).takeUnretainedValue().wait()
        }
        #expect(created == 0)
        let madeKey = key
        try group.hotplug.bringUp(45)
        try group.send(to: 45) { pthread_setspecific(madeKey, Unmanaged.passUnretained(mayEnd).toOpaque()) }
        let isDown = Latch()
        let down = TestThread {
            do throws(HotplugError) {
                try group.hotplug.takeDown(45)
                isDown.open()
            } catch { Issue.record("\(error)") }
        }
        #expect(waitUntil { isDown.isOpen })
        #expect(threads(ofWorker: 45) == 1, "the destructor did not hold the thread")
        // The worker can have another thread meanwhile.
        try group.hotplug.bringUp(45)
        try group.close()
        mayEnd.open()
        down.join()
        #expect(waitUntil { threads(ofWorker: 45) == 0 })
        pthread_key_delete(key)
    }

    @Test("A worker that is lost while it empties its mailbox still runs all of it, once, and ends")
    func stuckInDrain() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 44, limits: Hotplug.Limits(step: .milliseconds(500)))
        )
        try group.hotplug.bringUp(43)
        let (inTeardown, mayGo, ran) = (Latch(), Latch(), SharedCounter())
        let state = try group.hotplug.install(
            "between",
            in: .online,
            limit: .seconds(60),
            startup: { _ in },
            teardown: { _ in
                inTeardown.open()
                mayGo.wait()
            }
        )
        let answer = WorkerBox<HotplugError>()
        let down = TestThread {
            do throws(HotplugError) { try group.hotplug.takeDown(43) } catch { answer.value = error }
        }
        inTeardown.wait()
        let (inMessage, mayEnd) = (Latch(), Latch())
        RCU.read { section in
            guard let worker = group.onlineWorker(43, in: section) else {
                Issue.record("the worker was not online")
                return
            }
            mayGo.open()
            // Now the state "online" is being torn down: what is sent lies behind it.
            #expect(waitUntil { !group.online.contains(43) })
            worker.send {
                inMessage.open()
                mayEnd.wait()
            }
            for _ in 0..<10 { worker.send { ran.increment() } }
        }
        inMessage.wait()
        #expect(down.join(within: 30))
        guard case .failed(let failure, .impossible)? = answer.value, failure.name == "online" else {
            Issue.record("\(answer.value.map(String.init(describing:)) ?? "")")
            return
        }
        mayEnd.open()
        #expect(waitUntil { ran.count == 10 })
        // The orders that it found among the letters were kept.
        #expect(waitUntil { threads(ofWorker: 43) == 0 }, "a worker that was lost did not end")
        try state.remove()
        try group.close()
        #expect(ran.count == 10)
    }

    @Test("A step that makes its worker online or active after the worker was given up has no effect for long")
    func lateVisibility() throws {
        let group = WorkerGroup(
            WorkerGroup.Configuration(capacity: 45, limits: Hotplug.Limits(step: .milliseconds(50)))
        )
        try group.hotplug.bringUp(44)
        let (isStuck, mayGo, ran) = (Latch(), Latch(), SharedCounter())
        try group.send(to: 44) {
            WorkerGroup.whileOffline {
                isStuck.open()
                mayGo.wait()
            }
            // What such a step does when it comes back.
            group.core.online.insert(44)
            group.core.active.insert(44)
            group.broadcast(to: .active) { ran.increment() }
        }
        isStuck.wait()
        #expect(throws: HotplugError.self) { try takeDown(group, 44) }
        #expect(group.online.workers == [] && group.active.workers == [])
        mayGo.open()
        #expect(waitUntil { ran.count == 1 && threads(ofWorker: 44) == 0 })
        #expect(group.online.workers == [])
        #expect(group.active.workers == [])
        try group.close()
    }

    @Test("A processor that the system refuses fails the bring-up with its errno, and nothing is left")
    func refusedProcessor() throws {
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 1, pinning: .processors([8191])))
        for _ in 0..<2 {
            let error = #expect(throws: HotplugError.self) { try bringUp(group, 0) }
            guard case .failed(let failure, .complete)? = error, case .thrown(let cause) = failure.cause else {
                Issue.record("\(error.map(String.init(describing:)) ?? "")")
                return
            }
            #expect(cause as? WorkerError == .cannotPin(worker: 0, processor: 8191, errno: EINVAL))
            #expect(group.hotplug.state(of: 0).state == .offline)
            #expect(group.core.slots[0].mailbox == nil)
            #expect(group.core.slots[0].thread == nil)
        }
        try group.close()
    }

    @Test("Pinned workers run where they should")
    func pinned() throws {
        let allowed = ProcessorLimits.affinity
        let group = WorkerGroup(WorkerGroup.Configuration(capacity: 3, pinning: .allowed))
        try group.resize(to: 3)
        for worker in 0..<3 {
            let processor = try group.run(on: worker) { Int(cmembarrier_getcpu()) }
            #expect(processor == allowed[worker % allowed.count])
        }
        try group.close()
    }

    @Test("Misuse traps with a message", arguments: WorkerMisuse.allCases)
    func traps(kind: WorkerMisuse) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [name = kind.rawValue as String] in
            endIfItHangs(after: 60)
            blocking { WorkerMisuse(rawValue: name)?.commit() }
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains(kind.message), "\(message)")
    }
}
