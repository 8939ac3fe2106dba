import TestThreads
import Testing

@testable import Notifiers

@Suite("Installing and removing states")
struct HotplugInstallTests {
    /// Four workers: 0 and 2 online, 1 offline, 3 started, which is past prepare and starting.
    private func fixture() throws -> HotplugFixture {
        let fixture = HotplugFixture()
        try fixture.hotplug.bringUp(0)
        try fixture.hotplug.bringUp(2)
        try fixture.hotplug.bringUp(3, to: .started)
        _ = fixture.log.take()
        return fixture
    }

    private func past(_ section: Hotplug.Section) -> [Int] { section == .online ? [0, 2] : [0, 2, 3] }

    @Test(
        "A new state is started on every worker past it, ascending, and torn down when it is removed, descending",
        arguments: Hotplug.Section.allCases
    )
    func replay(section: Hotplug.Section) throws {
        let fixture = try fixture()
        let installation = try fixture.install("new", section)
        #expect(fixture.log.take() == past(section).flatMap { fixture.calls($0, section, "+new") })
        try fixture.hotplug.bringUp(1)
        #expect(fixture.log.take().contains(fixture.calls(1, section, "+new")[0]))
        try installation.remove()
        let removed = section == .online ? [2, 1, 0] : [3, 2, 1, 0]
        #expect(fixture.log.take() == removed.flatMap { fixture.calls($0, section, "-new") })
        try fixture.hotplug.takeDown(1)
        #expect(!fixture.log.take().contains { $0.name == "new" }, "a removed state was called")
    }

    @Test(
        "A start-up that fails on a worker is undone on those before it",
        arguments: [Hotplug.Section.prepare, .online]
    )
    func undone(section: Hotplug.Section) throws {
        let fixture = try fixture()
        for (index, failing) in past(section).enumerated() {
            fixture.log.failNothing()
            fixture.log.fail("new", .up, on: failing)
            let error = refusal { () throws(HotplugError) in try fixture.install("new", section, at: .early(5)) }
            guard case .failed(let failure, .complete) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
            #expect(failure.worker == failing && failure.name == "new" && failure.direction == .up)
            let before = past(section)[..<index]
            let expected =
                before.flatMap { fixture.calls($0, section, "+new") } + fixture.calls(failing, section, "+new!")
                + before.reversed().flatMap { fixture.calls($0, section, "-new") }
            #expect(fixture.log.take() == expected)
            #expect(!fixture.hotplug.states.contains { $0.name == "new" })
        }
        // Nothing is left: the place is free, and no worker has it.
        fixture.log.failNothing()
        try fixture.hotplug.takeDown(0)
        try fixture.hotplug.bringUp(0)
        #expect(!fixture.log.take().contains { $0.name == "new" })
        let again = try fixture.install("new", section, at: .early(5))
        #expect(fixture.log.take() == past(section).flatMap { fixture.calls($0, section, "+new") })
        try again.remove()
    }

    private func refusal(
        _ body: () throws(HotplugError) -> Hotplug.Installation
    ) -> HotplugError? {
        do throws(HotplugError) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test("What fails while an installation is undone is reported too, and the other workers are undone")
    func undoneWithFailure() throws {
        let fixture = HotplugFixture()
        for worker in 0..<4 { try fixture.hotplug.bringUp(worker) }
        _ = fixture.log.take()
        fixture.log.fail("new", .up, on: 3)
        fixture.log.fail("new", .down, on: 1)
        let error = refusal { () throws(HotplugError) in try fixture.install("new", .online) }
        guard case .failed(let failure, .incomplete(let others)) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(failure.worker == 3)
        #expect(others.map(\.worker) == [1] && others.map(\.direction) == [.down])
        #expect(
            fixture.log.take()
                == [(0, "+new"), (1, "+new"), (2, "+new"), (3, "+new!"), (2, "-new"), (1, "-new!"), (0, "-new")]
                .flatMap { fixture.calls($0.0, .online, $0.1) }
        )
        #expect(!fixture.hotplug.states.contains { $0.name == "new" })
        #expect(fixture.hotplug.statistics.incompleteRollbacks == 1)
    }

    @Test("The form without calls calls nothing, and counts as started", arguments: Hotplug.Section.allCases)
    func withoutCalls(section: Hotplug.Section) throws {
        let fixture = try fixture()
        let installation = try fixture.install("quiet", section, calls: false)
        #expect(fixture.log.take() == [])
        // It is started there, so it is torn down, and then started by a bring-up.
        try fixture.hotplug.takeDown(2)
        #expect(fixture.log.take().filter { $0.name == "quiet" } == fixture.calls(2, section, "-quiet"))
        try fixture.hotplug.bringUp(2)
        #expect(fixture.log.take().filter { $0.name == "quiet" } == fixture.calls(2, section, "+quiet"))
        drop(installation)
        #expect(fixture.log.take() == [], "dropping a state that was installed without calls called something")
    }

    @Test("Removal may be told to call nothing, and to call all the same")
    func removalForms() throws {
        let fixture = try fixture()
        let loud = try fixture.install("loud", .online)
        let quiet = try fixture.install("quiet", .online, calls: false)
        _ = fixture.log.take()
        try loud.remove(calls: false)
        #expect(fixture.log.take() == [])
        try quiet.remove(calls: true)
        #expect(fixture.log.take() == [2, 0].flatMap { fixture.calls($0, .online, "-quiet") })
    }

    @Test("An installation that is dropped removes its state")
    func dropped() throws {
        let fixture = try fixture()
        drop(try fixture.install("new", .online))
        #expect(
            fixture.log.take()
                == [0, 2].flatMap { fixture.calls($0, .online, "+new") }
                + [2, 0].flatMap { fixture.calls($0, .online, "-new") }
        )
        #expect(fixture.hotplug.states.count == 4)
    }

    private func drop(_ installation: consuming Hotplug.Installation) {}

    @Test("A tear-down that fails does not keep a state from being removed, nor the others from being called")
    func failingRemoval() throws {
        let fixture = try fixture()
        let installation = try fixture.install("new", .online)
        _ = fixture.log.take()
        fixture.log.fail("new", .down, on: 2)
        var failed: [Hotplug.Failure] = []
        do throws(HotplugError) {
            try installation.remove()
        } catch {
            if case .removed(let failures) = error { failed = failures }
        }
        #expect(failed.map(\.worker) == [2])
        #expect(fixture.log.take() == fixture.calls(2, .online, "-new!") + fixture.calls(0, .online, "-new"))
        try fixture.hotplug.takeDown(2)
        #expect(!fixture.log.take().contains { $0.name == "new" })
    }

    @Test("A worker between two states gets the one that is installed below it only")
    func between() throws {
        let fixture = HotplugFixture(workers: 1)
        let middle = try fixture.install("middle", .online, at: .early(10))
        try fixture.hotplug.bringUp(0, to: middle.state)
        _ = fixture.log.take()
        let below = try fixture.install("below", .online, at: .early(9))
        let above = try fixture.install("above", .online, at: .early(11))
        #expect(fixture.log.take() == fixture.calls(0, .online, "+below"))
        try fixture.hotplug.bringUp(0)
        #expect(fixture.log.take() == fixture.calls(0, .online, "+above"))
        // The place at which the worker is goes away; the worker stays past what is below.
        try fixture.hotplug.takeDown(0, to: middle.state)
        try middle.remove()
        _ = fixture.log.take()
        #expect(fixture.hotplug.state(of: 0).state == Hotplug.State(.online, .early(10)))
        try fixture.hotplug.takeDown(0, to: .started)
        #expect(fixture.log.take() == fixture.calls(0, .online, "-below"))
        try fixture.hotplug.takeDown(0)
        try below.remove()
        try above.remove()
    }
}
