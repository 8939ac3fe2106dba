import TestThreads
import Testing

@testable import Notifiers

@Suite("Multi-instance states")
struct HotplugMultiTests {
    @Test("Instances start in the order of adding and are torn down in reverse", arguments: Hotplug.Section.allCases)
    func order(section: Hotplug.Section) throws {
        let fixture = HotplugFixture(workers: 1)
        let multi = try fixture.installMulti("multi", section)
        let a = try multi.add("a")
        let b = try multi.add("b")
        let c = try multi.add("c")
        #expect(fixture.log.take() == [])
        try fixture.hotplug.bringUp(0)
        try fixture.hotplug.takeDown(0)
        let calls = fixture.log.take().filter { $0.name != "bring-up" }
        #expect(calls == fixture.calls(0, section, "+a +b +c -c -b -a"))
        try b.remove()
        try fixture.hotplug.bringUp(0)
        #expect(fixture.log.take().filter { $0.name != "bring-up" } == fixture.calls(0, section, "+a +c"))
        try multi.remove()
        #expect(fixture.log.take() == fixture.calls(0, section, "-c -a"))
        try a.remove()
        try c.remove()
        try fixture.hotplug.takeDown(0)
        #expect(fixture.log.take().map(\.name) == ["bring-up"], "an instance outlived its state")
    }

    @Test(
        "An instance that is added is started on every worker past the state, and removed from them",
        arguments: [true, false]
    )
    func replay(calls: Bool) throws {
        let fixture = HotplugFixture()
        let multi = try fixture.installMulti("multi", .online)
        for worker in [3, 1] { try fixture.hotplug.bringUp(worker) }
        try fixture.hotplug.bringUp(0, to: .started)
        _ = fixture.log.take()
        let a = try multi.add("a", calls: calls)
        #expect(fixture.log.take() == (calls ? [1, 3].flatMap { fixture.calls($0, .online, "+a") } : []))
        #expect(fixture.hotplug.states.first { $0.name == "multi" }?.instances == 1)
        try fixture.hotplug.bringUp(0)
        #expect(fixture.log.take() == fixture.calls(0, .online, "+a"))
        try fixture.hotplug.takeDown(3, to: .started)
        #expect(fixture.log.take() == fixture.calls(3, .online, "-a"))
        try a.remove()
        #expect(fixture.log.take() == (calls ? [1, 0].flatMap { fixture.calls($0, .online, "-a") } : []))
        #expect(fixture.hotplug.states.first { $0.name == "multi" }?.instances == 0)
        try multi.remove()
    }

    @Test("An instance that fails on a worker is undone on those before it, and not added", arguments: [true, false])
    func undone(isInjected: Bool) throws {
        let fixture = HotplugFixture()
        let multi = try fixture.installMulti("multi", .online)
        let old = try multi.add("old")
        for worker in 0..<4 { try fixture.hotplug.bringUp(worker) }
        _ = fixture.log.take()
        if isInjected {
            try fixture.hotplug.injectFailure(at: multi.state, on: 2)
        } else {
            fixture.log.fail("new", .up, on: 2)
        }
        var failed: Int?
        do throws(HotplugError) {
            _ = try multi.add("new")
        } catch {
            if case .failed(let failure, .complete) = error { failed = failure.worker }
        }
        #expect(failed == 2)
        let third = isInjected ? [] : fixture.calls(2, .online, "+new!")
        let expected =
            [0, 1].flatMap { fixture.calls($0, .online, "+new") } + third
            + [1, 0].flatMap { fixture.calls($0, .online, "-new") }
        #expect(fixture.log.take() == expected)
        try fixture.hotplug.takeDown(0, to: .started)
        #expect(fixture.log.take() == fixture.calls(0, .online, "-old"))
        for worker in 0..<4 { try fixture.hotplug.takeDown(worker) }
        try old.remove()
        try multi.remove()
    }

    /// The state machine fails within a state: some of its instances are started, some are not.
    @Test("An instance that fails undoes those before it, then the states below")
    func failsWithin() throws {
        let fixture = HotplugFixture(workers: 1)
        let below = try fixture.install("below", .online)
        let multi = try fixture.installMulti("multi", .online)
        let a = try multi.add("a")
        let b = try multi.add("b")
        let c = try multi.add("c")
        try fixture.hotplug.bringUp(0, to: .started)
        _ = fixture.log.take()
        fixture.log.fail("c", .up)
        #expect(hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) } != nil)
        #expect(fixture.log.take() == fixture.calls(0, .online, "+below +a +b +c! -b -a -below"))
        #expect(fixture.hotplug.state(of: 0).state == .started)

        // On the way down: those that are torn down are started again.
        fixture.log.failNothing()
        try fixture.hotplug.bringUp(0)
        _ = fixture.log.take()
        fixture.log.fail("a", .down)
        #expect(hotplugError { () throws(HotplugError) in try fixture.hotplug.takeDown(0) } != nil)
        #expect(fixture.log.take() == fixture.calls(0, .online, "-c -b -a! +b +c"))
        #expect(fixture.hotplug.state(of: 0).state == .online)
        fixture.log.failNothing()
        try fixture.hotplug.takeDown(0)
        try a.remove()
        try b.remove()
        try c.remove()
        try multi.remove()
        try below.remove()
    }

    @Test("A second failure within a state leaves the instances that are started, and the next move deals with them")
    func secondFailureWithin() throws {
        let fixture = HotplugFixture(workers: 1)
        let below = try fixture.install("below", .online)
        let belowState = below.state
        let multi = try fixture.installMulti("multi", .online)
        let a = try multi.add("a")
        let b = try multi.add("b")
        let c = try multi.add("c")
        try fixture.hotplug.bringUp(0, to: .started)
        func getStuck() {
            _ = fixture.log.take()
            fixture.log.fail("c", .up)
            fixture.log.fail("a", .down)
            let error = hotplugError { () throws(HotplugError) in try fixture.hotplug.bringUp(0) }
            fixture.log.failNothing()
            guard case .failed(let first, .incomplete(let second)) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(first.direction == .up && second.map(\.direction) == [.down])
            #expect(fixture.log.take() == fixture.calls(0, .online, "+below +a +b +c! -b -a!"))
            #expect(fixture.hotplug.state(of: 0).state == belowState)
        }
        getStuck()
        try fixture.hotplug.bringUp(0)
        #expect(fixture.log.take() == fixture.calls(0, .online, "+b +c"), "a is started already")
        try fixture.hotplug.takeDown(0, to: .started)
        getStuck()
        try fixture.hotplug.takeDown(0, to: belowState)
        #expect(fixture.log.take() == fixture.calls(0, .online, "-a"), "what is started above the target was left")
        try fixture.hotplug.takeDown(0, to: .started)
        #expect(fixture.log.take() == fixture.calls(0, .online, "-below"))
        try fixture.hotplug.takeDown(0)
        try a.remove()
        try b.remove()
        try c.remove()
        try multi.remove()
        try below.remove()
    }

    @Test("A tear-down that fails does not keep an instance from being removed")
    func failingRemoval() throws {
        let fixture = HotplugFixture(workers: 1)
        let multi = try fixture.installMulti("multi", .online)
        let a = try multi.add("a")
        try fixture.hotplug.bringUp(0)
        fixture.log.fail("a", .down)
        var failed = 0
        do throws(HotplugError) {
            try a.remove()
        } catch {
            if case .removed(let failures) = error { failed = failures.count }
        }
        #expect(failed == 1)
        fixture.log.failNothing()
        _ = fixture.log.take()
        #expect(fixture.hotplug.states.first { $0.name == "multi" }?.instances == 0)
        try fixture.hotplug.takeDown(0)
        #expect(fixture.log.take().map(\.name) == ["bring-up"], "an instance that was removed was called")
        try multi.remove()
    }

    @Test("A state without instances lets every worker pass")
    func empty() throws {
        let fixture = HotplugFixture(workers: 1)
        let multi = try fixture.installMulti("multi", .online)
        try fixture.hotplug.bringUp(0, to: multi.state)
        #expect(fixture.hotplug.state(of: 0).state == multi.state)
        let a = try multi.add("a")
        #expect(fixture.log.take().map(\.name) == ["bring-up", "a"])
        try fixture.hotplug.takeDown(0)
        try a.remove()
        try multi.remove()
    }
}
