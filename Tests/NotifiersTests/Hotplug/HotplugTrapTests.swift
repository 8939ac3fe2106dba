import Glibc
import TestThreads
import Testing

@testable import Notifiers

@Suite("Traps of Hotplug")
struct HotplugTrapTests {
    struct Oops: Error {}

    /// Runs one worker up and down with a state whose steps are these. What is reported as an error is no trap: the process ends well.
    private static func cycle(
        _ section: Hotplug.Section,
        up: @escaping @Sendable (Hotplug) throws -> Void = { _ in },
        down: @escaping @Sendable (Hotplug) throws -> Void = { _ in }
    ) {
        do { try throwingCycle(section, up: up, down: down) } catch { _exit(0) }
    }

    private static func throwingCycle(
        _ section: Hotplug.Section,
        up: @escaping @Sendable (Hotplug) throws -> Void,
        down: @escaping @Sendable (Hotplug) throws -> Void
    ) throws {
        let fixture = HotplugFixture(workers: 1)
        let hotplug = fixture.hotplug
        let state = try hotplug.install(
            "state",
            in: section,
            startup: { [unowned hotplug] _ in try up(hotplug) },
            teardown: { [unowned hotplug] _ in try down(hotplug) }
        )
        do {
            try hotplug.bringUp(0)
            try hotplug.takeDown(0)
        } catch {
            // Dropped, it would call the step again, and trap for that.
            try state.remove(calls: false)
            throw error
        }
        try state.remove()
    }

    @Test("Steps that may not fail trap when they do")
    func forbidden() async {
        await #expect(processExitsWith: .success) {
            for section in Hotplug.Section.allCases { HotplugTrapTests.cycle(section) }
        }
        await #expect(processExitsWith: .failure) { HotplugTrapTests.cycle(.starting, up: { _ in throw Oops() }) }
        await #expect(processExitsWith: .failure) { HotplugTrapTests.cycle(.starting, down: { _ in throw Oops() }) }
        await #expect(processExitsWith: .failure) { HotplugTrapTests.cycle(.prepare, down: { _ in throw Oops() }) }
    }

    @Test(
        "An operation from inside a step traps, on the control thread and on the worker's; another machine's does not"
    )
    func nested() async {
        await #expect(processExitsWith: .success) {
            let other = HotplugFixture(workers: 1).hotplug
            HotplugTrapTests.cycle(.online, up: { _ in other.clearInjectedFailures() })
            HotplugTrapTests.cycle(.prepare, up: { _ in try other.takeDown(0) })
            // Reading is no operation.
            HotplugTrapTests.cycle(.online, up: { _ = $0.state(of: 0) })
        }
        await #expect(processExitsWith: .failure) {
            endWellIfItHangs()
            HotplugTrapTests.cycle(.prepare, up: { try $0.takeDown(0) })
        }
        await #expect(processExitsWith: .failure) {
            endWellIfItHangs()
            HotplugTrapTests.cycle(.starting, up: { try $0.bringUp(0) })
        }
        await #expect(processExitsWith: .failure) {
            endWellIfItHangs()
            HotplugTrapTests.cycle(
                .online,
                down: { try $0.install("x", in: .online, startup: nil, teardown: nil).remove() }
            )
        }
    }

    @Test("Dropping a state whose tear-down fails traps: nobody would be told")
    func dropped() async {
        await #expect(processExitsWith: .failure) {
            try HotplugTrapTests.dropOne()
        }
    }

    private static func dropOne() throws {
        let fixture = HotplugFixture(workers: 1)
        try fixture.hotplug.bringUp(0)
        _ = try fixture.hotplug.install("state", in: .online, startup: nil, teardown: { _ in throw Oops() })
    }

    @Test("Limits that no worker can keep trap")
    func limits() async {
        await #expect(processExitsWith: .failure) { _ = HotplugFixture(limits: Hotplug.Limits(bringUp: .zero)) }
        await #expect(processExitsWith: .failure) { _ = HotplugFixture(limits: Hotplug.Limits(step: .seconds(-1))) }
        await #expect(processExitsWith: .failure) {
            let hotplug = HotplugFixture(workers: 1).hotplug
            // Not a worker is there to be lost.
            _ = try await hotplug.install("x", in: .online, limit: .zero, startup: nil, teardown: nil)
        }
    }

    @Test("Places and workers that do not exist trap")
    func ranges() async {
        await #expect(processExitsWith: .failure) { _ = Hotplug.Place.early(256) }
        await #expect(processExitsWith: .failure) { _ = Hotplug.Place.late(-1) }
        await #expect(processExitsWith: .failure) { _ = HotplugFixture(workers: 1).hotplug.state(of: 1) }
        await #expect(processExitsWith: .failure) { _ = HotplugFixture(workers: 0) }
    }
}

/// A deadlock ends the process as a success, which the test does not expect.
private func endWellIfItHangs() {
    signal(SIGALRM) { _ in _exit(0) }
    endIfItHangs(after: 10)
}
