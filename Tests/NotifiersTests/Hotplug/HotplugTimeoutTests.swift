import TestThreads
import Testing

@testable import Notifiers

/// The limits here only have to pass: nothing that answers in time is measured by them.
@Suite("Workers that do not answer")
struct HotplugTimeoutTests {
    @Test("A thread that does not come up is not started again; what was prepared is torn down")
    func bringUp() throws {
        let fixture = HotplugFixture(workers: 2)
        let prepared = try fixture.install("prepared", .prepare)
        let online = try fixture.install("online", .online)
        try fixture.hotplug.bringUp(0, to: prepared.state)
        try fixture.hotplug.takeDown(0)
        _ = fixture.log.take()
        fixture.threads.set(.lateToStart)
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        guard case .failed(let failure, .complete) = error, case .timedOut = failure.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.worker == 0 && failure.state == .bringUp)
        #expect(fixture.log.take() == fixture.calls(0, .prepare, "+prepared +bring-up! -prepared"))
        #expect(fixture.hotplug.state(of: 0).isLost)
        #expect(fixture.hotplug.state(of: 0).state == .offline)
        #expect(fixture.threads.lost == [0])

        fixture.threads.set(.willing)
        let again = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        guard case .lost(worker: 0) = again else {
            Issue.record("\(String(describing: again))")
            return
        }
        #expect(fixture.threads.starts.count == 1, "a worker that timed out was started again")
        #expect(fixture.log.take() == [])
        try fixture.hotplug.bringUp(1)
        #expect(fixture.hotplug.state(of: 1).state == .online)
        #expect(fixture.hotplug.statistics.timeouts == 1)
        try fixture.hotplug.takeDown(1)
        try online.remove()
        try prepared.remove()
    }

    @Test("A worker that had been prepared and then timed out can still be taken down")
    func preparedThenLost() throws {
        let fixture = HotplugFixture(workers: 1)
        let prepared = try fixture.install("prepared", .prepare)
        try fixture.hotplug.bringUp(0, to: prepared.state)
        fixture.threads.set(.lateToStart)
        #expect(hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) } != nil)
        #expect(fixture.hotplug.state(of: 0).state == prepared.state)
        _ = fixture.log.take()
        try fixture.hotplug.takeDown(0)
        #expect(fixture.log.take() == fixture.calls(0, .prepare, "-prepared"))
        try prepared.remove()
    }

    @Test("A system that has no thread is no time-out: it can be tried again")
    func refused() throws {
        let fixture = HotplugFixture(workers: 1)
        fixture.threads.set(.refusing)
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        guard case .failed(let failure, .complete) = error, case .thrown(let cause) = failure.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause is HotplugThreads.Refused)
        #expect(!fixture.hotplug.state(of: 0).isLost)
        fixture.threads.set(.willing)
        try fixture.hotplug.bringUp(0)
        try fixture.hotplug.takeDown(0)
    }

    @Test(
        "A step that does not end loses the worker: nothing is undone, and nothing asked of it again",
        arguments: [Hotplug.Section.starting, .online]
    )
    func step(section: Hotplug.Section) throws {
        let fixture = HotplugFixture(workers: 2)
        let gate = Latch()
        let log = fixture.log
        let prepared = try fixture.install("prepared", .prepare)
        let first = try fixture.install("first", section)
        let stuck = try fixture.hotplug.install(
            "stuck",
            in: section,
            limit: .milliseconds(20),
            startup: { worker in
                if worker == 0 { gate.wait() }
                try log.call(worker, "stuck", .up)
            },
            teardown: log.step("stuck", .down)
        )
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        guard case .failed(let failure, .impossible) = error, case .timedOut = failure.cause else {
            Issue.record("\(String(describing: error))")
            gate.open()
            return
        }
        #expect(failure.state == stuck.state && failure.worker == 0)
        #expect(fixture.log.take().map(\.name) == ["prepared", "bring-up", "first"])
        #expect(fixture.hotplug.state(of: 0).state == first.state)
        #expect(fixture.threads.lost == [0])
        let down = hotplugError { () throws(HotplugError) in try fixture.hotplug.takeDown(0) }
        guard case .lost(worker: 0) = down else {
            Issue.record("\(String(describing: down))")
            gate.open()
            return
        }
        gate.open()
        // Installing and removing leave it out.
        let later = try fixture.install("later", .prepare)
        try later.remove()
        try first.remove()
        try prepared.remove()
        try stuck.remove()
        #expect(waitUntil { fixture.threadsAreIdle() })
        // The step itself had begun, or, on a loaded machine, never begins.
        #expect(
            fixture.log.take().allSatisfy { $0.name == "stuck" && $0.direction == .up },
            "a step was asked of a worker that is lost"
        )
    }

    @Test("A step that has not begun in time never begins")
    func abandoned() throws {
        let fixture = HotplugFixture(workers: 1)
        let state = try fixture.install("new", .online)
        try fixture.hotplug.bringUp(0, to: .started)
        _ = fixture.log.take()
        fixture.threads.set(.lateToBegin)
        #expect(hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) } != nil)
        fixture.threads.letLateOnesGo()
        #expect(fixture.log.take() == [], "a step ran after it was reported as failed")
        try state.remove()
    }

    @Test("A step that has ended is in time, whenever that is noticed")
    func justInTime() throws {
        let fixture = HotplugFixture(workers: 1)
        let state = try fixture.install("new", .online)
        fixture.threads.set(.lateToTell)
        try fixture.hotplug.bringUp(0)
        #expect(fixture.hotplug.state(of: 0).state == .online)
        fixture.threads.set(.willing)
        try fixture.hotplug.takeDown(0)
        try state.remove()
    }

    @Test("A thread that does not end loses the worker; what was prepared for it stays")
    func stop() throws {
        let fixture = HotplugFixture(workers: 1)
        let prepared = try fixture.install("prepared", .prepare)
        let online = try fixture.install("online", .online)
        try fixture.hotplug.bringUp(0)
        _ = fixture.log.take()
        fixture.threads.set(.lateToStop)
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.takeDown(0) }
        guard case .failed(let failure, .impossible) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.state == .bringUp && failure.direction == .down)
        #expect(fixture.log.take().map(\.description) == ["-online@0 on it", "-bring-up@0!"])
        #expect(fixture.hotplug.state(of: 0).state == .bringUp)
        try prepared.remove()
        try online.remove()
        #expect(fixture.log.take() == [])
    }

    @Test("A state may have a limit of its own")
    func ownLimit() throws {
        let fixture = HotplugFixture(workers: 1)
        let gate = Latch()
        let stuck = try fixture.hotplug.install(
            "stuck",
            in: .online,
            limit: .milliseconds(20),
            startup: { _ in gate.wait() },
            teardown: nil
        )
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        gate.open()
        guard case .failed(let failure, .impossible) = error, case .timedOut(.milliseconds(20)) = failure.cause else {
            Issue.record("\(String(describing: error))")
            return
        }
        try stuck.remove()
    }

    @Test("A time-out while undoing stops there, and both are reported")
    func whileUndoing() throws {
        let fixture = HotplugFixture(workers: 1)
        let gate = Latch()
        let stuck = try fixture.hotplug.install(
            "stuck",
            in: .online,
            limit: .milliseconds(20),
            startup: nil,
            teardown: { _ in gate.wait() }
        )
        let failing = try fixture.install("failing", .online)
        fixture.log.fail("failing", .up)
        let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
        gate.open()
        guard case .failed(let first, .incomplete(let second)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(first.state == failing.state && second.map(\.state) == [stuck.state])
        #expect(fixture.hotplug.state(of: 0).isLost)
        #expect(fixture.hotplug.state(of: 0).state == stuck.state)
        try failing.remove()
        try stuck.remove()
    }

    @Test("Of several instances none is asked of a worker that is lost with one of them")
    func instances() throws {
        let fixture = HotplugFixture(workers: 1)
        let gate = Latch()
        let log = fixture.log
        let multi =
            try fixture.hotplug.installMulti(
                "multi",
                in: .online,
                limit: .milliseconds(50),
                startup: nil,
                teardown: { worker, name in
                    if name == "c" { gate.wait() }
                    try log.call(worker, name, .down)
                }
            ) as Hotplug.MultiInstallation<String>
        let a = try multi.add("a")
        let b = try multi.add("b")
        let c = try multi.add("c")
        try fixture.hotplug.bringUp(0)
        _ = log.take()
        var failures: [Hotplug.Failure] = []
        do throws(HotplugError) {
            try multi.remove()
        } catch {
            if case .removed(let all) = error { failures = all }
        }
        #expect(failures.map(\.worker) == [0])
        #expect(fixture.threads.lost == [0])
        gate.open()
        #expect(waitUntil { fixture.threadsAreIdle() })
        #expect(log.take().map(\.description) == ["-c@0 on it"])
        try a.remove()
        try b.remove()
        try c.remove()
    }
}
