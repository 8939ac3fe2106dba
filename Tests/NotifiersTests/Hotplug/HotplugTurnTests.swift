import Glibc
import TestThreads
import Testing

@testable import Notifiers

@Suite("One operation at a time")
struct HotplugTurnTests {
    @Test("A second operation waits for the first, and states can be read meanwhile")
    func waits() throws {
        let fixture = HotplugFixture(workers: 2)
        let hotplug = fixture.hotplug
        let (gate, isInside) = (Latch(), Latch())
        let state = try hotplug.install(
            "slow",
            in: .online,
            startup: { worker in
                guard worker == 0 else { return }
                isInside.open()
                gate.wait()
            },
            teardown: nil
        )
        let first = TestThread { #expect(throws: Never.self) { try hotplug.bringUp(0) } }
        isInside.wait()
        let second = TestThread { #expect(throws: Never.self) { try hotplug.bringUp(1) } }
        let third = TestThread { install(hotplug, "other") }
        #expect(hotplug.state(of: 0) == hotplug.state(of: 0))
        #expect(hotplug.state(of: 0).state == .started)
        #expect(hotplug.state(of: 0).target == .online)
        #expect(hotplug.states.map(\.name).contains("slow"))
        // They are at the lock: nothing of theirs has been done, however long that takes.
        for _ in 0..<20 { sched_yield() }
        #expect(!second.isDone && !third.isDone)
        #expect(fixture.threads.starts.count == 1)
        gate.open()
        first.join()
        second.join()
        third.join()
        #expect(hotplug.state(of: 1).state == .online)
        for worker in 0..<2 { try hotplug.takeDown(worker) }
        try state.remove()
    }

    @Test(
        "Threads that install, remove and move workers at once: one step at a time, and every start-up has its tear-down"
    )
    func balance() throws {
        let fixture = HotplugFixture(workers: 3)
        let hotplug = fixture.hotplug
        let inside = SharedCounter()
        let overlaps = SharedCounter()
        let balance = HotplugBalance()
        let rounds = longTests ? 2000 : 60
        @Sendable func steps(_ name: String, _ direction: Hotplug.Direction) -> @Sendable (Int) -> Void {
            { worker in
                if inside.increment() != 1 { overlaps.increment() }
                defer { inside.decrement() }
                balance.step(name, worker, direction)
            }
        }
        let stay = try hotplug.install("stay", in: .online, startup: steps("stay", .up), teardown: steps("stay", .down))
        let movers = (0..<2).map { mover in
            TestThread {
                for round in 0..<rounds {
                    let worker = (round + mover) % 3
                    // What fails is undone or stays where it is; the balance shows which.
                    try? hotplug.bringUp(worker, to: round % 4 == 0 ? .started : nil)
                    if round % 3 == 0 { try? hotplug.takeDown(worker) }
                    if round % 5 == 0 { try? hotplug.injectFailure(at: .bringUp, on: worker) }
                }
            }
        }
        let installers = Hotplug.Section.allCases.map { section in
            TestThread {
                for round in 0..<rounds {
                    let name = "\(section) \(round)"
                    do {
                        let one = try hotplug.install(
                            name,
                            in: section,
                            startup: steps(name, .up),
                            teardown: steps(name, .down)
                        )
                        // A failing start-up of the state: whoever comes first uses it up.
                        if section != .starting && round % 3 == 0 { try hotplug.injectFailure(at: one.state) }
                        try one.remove()
                    } catch {
                        Issue.record("\(name): \(error)")
                    }
                }
            }
        }
        for thread in movers + installers { #expect(thread.join(within: 120)) }
        hotplug.clearInjectedFailures()
        for worker in 0..<3 { try hotplug.takeDown(worker) }
        try stay.remove()
        #expect(overlaps.count == 0)
        #expect(balance.mistakes == [])
        #expect(balance.up == [], "started and never torn down")
        #expect(hotplug.states.map(\.name) == ["offline", "bring-up", "started", "online"])
        #expect((0..<3).allSatisfy { hotplug.state(of: $0) == Hotplug.WorkerStatus() })
    }
}

private func install(_ hotplug: Hotplug, _ name: String) {
    do {
        try hotplug.install(name, in: .online, startup: nil, teardown: nil).remove()
    } catch {
        Issue.record("\(name): \(error)")
    }
}
