import TestThreads
import Testing

@testable import Notifiers

@Suite("What Hotplug refuses and reports")
struct HotplugReportTests {
    private let fixture = HotplugFixture(workers: 2)
    private var hotplug: Hotplug { fixture.hotplug }

    private func message(_ body: () throws(HotplugError) -> Void) -> String {
        hotplugError(body)?.description ?? "nothing"
    }

    @Test("Mistakes are refused with what was expected")
    func mistakes() throws {
        let starting = try fixture.install("starting", .starting)
        let prepare = try fixture.install("prepare", .prepare)
        let free = try #require(Hotplug.State(.online, .early(3)))
        let (startingState, prepareState) = (starting.state, prepare.state)
        #expect(message { () throws(HotplugError) in try hotplug.bringUp(2) } == "the worker is 2; expected 0 to 1")
        #expect(message { () throws(HotplugError) in try hotplug.takeDown(-1) } == "the worker is -1; expected 0 to 1")
        for state in [startingState, .bringUp] {
            let refusal = message { () throws(HotplugError) in try hotplug.bringUp(0, to: state) }
            #expect(refusal.hasPrefix("a worker cannot stop at \(state)"))
            #expect(message { () throws(HotplugError) in try hotplug.takeDown(0, to: state) } == refusal)
            #expect(message { () throws(HotplugError) in try hotplug.injectTarget(state) } == refusal)
        }
        #expect(
            message { () throws(HotplugError) in try hotplug.bringUp(0, to: free) }
                == "no state is installed at online 3"
        )
        #expect(
            message { () throws(HotplugError) in try hotplug.injectFailure(at: free) }
                == "no state is installed at online 3"
        )
        for (state, direction) in [
            (startingState, Hotplug.Direction.up), (startingState, .down), (prepareState, .down), (.bringUp, .down),
            (.online, .up),
        ] {
            let refusal = message { () throws(HotplugError) in try hotplug.injectFailure(at: state, direction) }
            #expect(refusal.hasPrefix("no step at \(state) may fail that way"))
        }
        #expect(
            message { () throws(HotplugError) in try hotplug.injectFailure(at: .bringUp, on: 2) }
                == "the worker is 2; expected 0 to 1"
        )
        #expect(fixture.log.take() == [])
        try starting.remove()
        try prepare.remove()
    }

    @Test("A fixed place is had once; the dynamic ones are used in order, and again")
    func places() throws {
        let fixed = try fixture.install("fixed", .online, at: .late(0))
        var taken = ""
        do throws(HotplugError) { _ = try fixture.install("other", .online, at: .late(0)) } catch { taken = "\(error)" }
        #expect(taken == "online 768 is taken by \"fixed\"")
        let kept = HotplugInstallations()
        let states = try (0..<511).map { kept.keep(try fixture.install("\($0)", .online)) }
        #expect(states == states.sorted() && Set(states).count == 511)
        let last = try fixture.install("last", .online)
        #expect(last.state > states[510] && last.state < fixed.state)
        var full = ""
        do throws(HotplugError) { _ = try fixture.install("more", .online) } catch { full = "\(error)" }
        #expect(full.hasPrefix("the section online has 512 dynamic states"))
        // The other sections have their own.
        try fixture.install("prepare", .prepare).remove()
        #expect(hotplug.states.count == 4 + 513)
        let first = states[0]
        kept.removeFirst()
        let again = try fixture.install("again", .online)
        #expect(again.state == first)
        try again.remove()
        try last.remove()
        try fixed.remove()
    }

    @Test("The states are listed in their order, with number and name")
    func listing() throws {
        let late = try fixture.install("late", .prepare, at: .late(2))
        let early = try fixture.install("early", .online, at: .early(7))
        let multi = try fixture.installMulti("multi", .starting)
        let instance = try multi.add("a")
        #expect(
            hotplug.states.map(\.description) == [
                "0: offline", "1794: late", "2048: bring-up", "3328: multi", "4096: started", "5127: early",
                "6144: online",
            ]
        )
        #expect(hotplug.states.map(\.instances) == [nil, nil, nil, 1, nil, nil, nil])
        #expect(hotplug.states.map(\.state.section) == [nil, .prepare, nil, .starting, nil, .online, nil])
        try instance.remove()
        try multi.remove()
        try early.remove()
        try late.remove()
    }

    @Test("An injected target is where bring-ups stop that name none, until it is taken back", arguments: [nil, 1])
    func injectedTarget(worker: Int?) throws {
        let state = try fixture.install("state", .online, at: .early(0))
        let above = try fixture.install("above", .online)
        try hotplug.injectTarget(state.state, on: worker)
        try hotplug.bringUp(0)
        try hotplug.bringUp(1)
        let atTarget = hotplug.state(of: 1).state == state.state
        #expect(atTarget)
        #expect((hotplug.state(of: 0).state == .online) == (worker == 1))
        // One that is named counts.
        try hotplug.bringUp(1, to: .online)
        #expect(hotplug.state(of: 1).state == .online)
        try hotplug.takeDown(1)
        try hotplug.injectTarget(nil)
        try hotplug.bringUp(1)
        #expect(hotplug.state(of: 1).state == .online)
        for worker in 0..<2 { try hotplug.takeDown(worker) }
        try above.remove()
        try state.remove()
    }

    @Test("A failure that is injected on all fails once on each, on one on that one only", arguments: [nil, 1])
    func injectedFailure(worker: Int?) throws {
        let state = try fixture.install("state", .online)
        try hotplug.injectFailure(at: state.state, on: worker)
        for each in 0..<2 {
            let error = hotplugError { () throws(HotplugError) in try hotplug.bringUp(each) }
            #expect((error != nil) == (worker == nil || worker == each))
            if case .failed(let failure, _) = error, case .injected = failure.cause {
            } else {
                #expect(error == nil, "\(String(describing: error))")
            }
            try hotplug.bringUp(each)
            try hotplug.takeDown(each)
        }
        try hotplug.injectFailure(at: state.state)
        hotplug.clearInjectedFailures()
        try hotplug.bringUp(0)
        try hotplug.takeDown(0)
        // What was meant for a state that is gone does not hit the next at its place.
        try hotplug.injectFailure(at: state.state)
        try state.remove()
        let next = try fixture.install("next", .online)
        try hotplug.bringUp(0)
        try hotplug.takeDown(0)
        try next.remove()
    }

    @Test("Everything is counted")
    func statistics() throws {
        let one = try fixture.install("one", .prepare)
        let two = try fixture.install("two", .online)
        try hotplug.bringUp(0)
        try hotplug.bringUp(0)
        try hotplug.takeDown(0)
        try hotplug.injectFailure(at: two.state, on: 0)
        #expect(hotplugError { () throws(HotplugError) in try hotplug.bringUp(0) } != nil)
        fixture.log.fail("two", .up)
        #expect(hotplugError { () throws(HotplugError) in try hotplug.bringUp(0) } != nil)
        var expected = Hotplug.Statistics()
        (expected.bringUps, expected.takeDowns) = (1, 1)
        (expected.startups, expected.teardowns) = (5, 4)
        (expected.failures, expected.injectedFailures, expected.rollbacks) = (2, 1, 2)
        #expect(hotplug.statistics == expected)
        try two.remove()
        try one.remove()
    }

    @Test("Failures say which step, where, and why")
    func descriptions() throws {
        let below = try fixture.install("below", .online, at: .early(0))
        let state = try fixture.install("state", .online, at: .early(1))
        fixture.log.fail("state", .up)
        try hotplug.injectFailure(at: below.state, on: 1, .down)
        let text = message { () throws(HotplugError) in try hotplug.bringUp(1) }
        #expect(
            text == """
                the start-up of "state" (online 1) on worker 1 failed: Planned(name: "state"); undoing stopped: \
                the tear-down of "below" (online 0) on worker 1 failed: injected
                """
        )
        fixture.log.failNothing()
        try hotplug.takeDown(1)
        try state.remove()
        try below.remove()
    }
}
