import Glibc
import TestThreads
import Testing

@testable import Notifiers

@Suite("Tasks that bring workers up")
struct HotplugTaskTests {
    @Test("Tasks that wait hold no thread of the pool, and steps do not run on one")
    func tasks() async throws {
        let fixture = HotplugFixture(workers: 64)
        let hotplug = fixture.hotplug
        let gate = Latch()
        let isInside = Latch()
        let controls = SharedCounter()
        let inside = SharedCounter()
        let overlaps = SharedCounter()
        let state = try await hotplug.install(
            "slow",
            in: .prepare,
            startup: { worker in
                if inside.increment() != 1 { overlaps.increment() }
                defer { inside.decrement() }
                if currentThreadName() == "hotplug" { controls.increment() }
                isInside.open()
                gate.wait()
            },
            teardown: nil
        )
        try await withThrowingTaskGroup(of: Void.self) { group in
            // More than the pool has threads, each in the operation or at its turn.
            for worker in 0..<64 { group.addTask { try await hotplug.bringUp(worker) } }
            #expect(await yieldUntil { isInside.isOpen })
            // This one runs on the pool; if the others held it, it never would.
            group.addTask { gate.open() }
            try await group.waitForAll()
        }
        #expect(overlaps.count == 0)
        #expect(controls.count == 64, "a prepare step ran on the task's thread")
        #expect((0..<64).allSatisfy { hotplug.state(of: $0).state == .online })
        try await state.remove(calls: true)
        for worker in 0..<64 { try await hotplug.takeDown(worker) }
        #expect((0..<64).allSatisfy { hotplug.state(of: $0).state == .offline })
    }

    private actor Caller {
        func bringUp(_ hotplug: Hotplug, _ worker: Int) async throws { try await hotplug.bringUp(worker) }
    }

    @Test("Called from an actor, an operation leaves the actor's thread too")
    func actors() async throws {
        let fixture = HotplugFixture(workers: 2)
        let hotplug = fixture.hotplug
        let controls = SharedCounter()
        let state = try await hotplug.install(
            "where",
            in: .prepare,
            startup: { _ in if currentThreadName() == "hotplug" { controls.increment() } },
            teardown: nil
        )
        try await Caller().bringUp(hotplug, 0)
        try await Task { @MainActor in try await hotplug.bringUp(1) }.value
        #expect(controls.count == 2)
        for worker in 0..<2 { try await hotplug.takeDown(worker) }
        try await state.remove()
    }

    @Test("Tasks in the blocking form may hold every thread of the pool: those in the suspending form go on")
    func exhaustedPool() async throws {
        let fixture = HotplugFixture(workers: 64)
        let hotplug = fixture.hotplug
        let (gate, isInside) = (Latch(), Latch())
        let inside = SharedCounter()
        let overlaps = SharedCounter()
        let state = try await hotplug.install(
            "slow",
            in: .prepare,
            startup: { _ in
                if inside.increment() != 1 { overlaps.increment() }
                defer { inside.decrement() }
                isInside.open()
                gate.wait()
            },
            teardown: nil
        )
        let opener = TestThread {
            isInside.wait()
            // Time for the others to arrive; whether they do decides nothing.
            for _ in 0..<100 { sched_yield() }
            gate.open()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for worker in 0..<32 {
                group.addTask { try await hotplug.bringUp(worker) }
                group.addTask { try bringUpBlocking(hotplug, 32 + worker) }
            }
            try await group.waitForAll()
        }
        opener.join()
        #expect(overlaps.count == 0)
        for worker in 0..<64 { try await hotplug.takeDown(worker) }
        try await state.remove()
    }

    @Test("The suspending forms do what the blocking ones do")
    func suspending() async throws {
        let fixture = HotplugFixture(workers: 2)
        let log = fixture.log
        let hotplug = fixture.hotplug
        try await hotplug.bringUp(1)
        _ = log.take()
        let one = try await hotplug.install(
            "one",
            in: .online,
            startup: log.step("one", .up),
            teardown: log.step("one", .down)
        )
        let multi =
            try await hotplug.installMulti(
                "multi",
                in: .online,
                startup: { worker, name in try log.call(worker, name, .up) },
                teardown: { worker, name in try log.call(worker, name, .down) }
            ) as Hotplug.MultiInstallation<String>
        let a = try await multi.add("a")
        #expect(log.take() == fixture.calls(1, .online, "+one +a"))
        log.fail("b", .up)
        var failed = false
        do throws(HotplugError) { _ = try await multi.add("b") } catch { failed = true }
        #expect(failed)
        log.failNothing()
        _ = log.take()
        try await a.remove()
        try await multi.remove()
        try await one.remove()
        #expect(log.take() == fixture.calls(1, .online, "-a -one"))
        try await hotplug.takeDown(1)
        #expect(hotplug.states.count == 4)
    }
}

/// The compiler does not see the blocking form through a function.
private func bringUpBlocking(_ hotplug: Hotplug, _ worker: Int) throws { try hotplug.bringUp(worker) }
