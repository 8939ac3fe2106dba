import TestThreads
import Testing

@testable import Notifiers

/// A state machine over real threads, with a log of what it calls.
final class HotplugFixture: Sendable {
    let log = HotplugLog()
    let threads: HotplugThreads
    let hotplug: Hotplug

    init(workers: Int = 4, limits: Hotplug.Limits = Hotplug.Limits(bringUp: .seconds(30), step: .seconds(30))) {
        threads = HotplugThreads(log)
        hotplug = Hotplug(workers: workers, limits: limits, target: threads)
    }

    deinit { threads.end() }

    /// Installs a state whose steps are logged under its name.
    @available(*, noasync)
    func install(
        _ name: String,
        _ section: Hotplug.Section,
        at place: Hotplug.Place = .dynamic,
        calls: Bool = true
    ) throws(HotplugError) -> Hotplug.Installation {
        try hotplug.install(
            name,
            in: section,
            at: place,
            calls: calls,
            startup: log.step(name, .up),
            teardown: log.step(name, .down)
        )
    }

    /// Installs a multi-instance state whose instances are logged by their names.
    @available(*, noasync)
    func installMulti(
        _ name: String,
        _ section: Hotplug.Section,
        at place: Hotplug.Place = .dynamic
    ) throws(HotplugError) -> Hotplug.MultiInstallation<String> {
        let log = log
        return try hotplug.installMulti(
            name,
            in: section,
            at: place,
            startup: { worker, instance in try log.call(worker, instance, .up) },
            teardown: { worker, instance in try log.call(worker, instance, .down) }
        )
    }

    /// Whether every thread has run what it was given.
    func threadsAreIdle() -> Bool { threads.areIdle }

    /// Calls as the oracle writes them: worker, names with + or -, and ! where the call fails.
    func calls(_ worker: Int, _ section: Hotplug.Section, _ marks: String) -> [HotplugLog.Call] {
        marks.split(separator: " ").map { mark in
            HotplugLog.Call(
                worker: worker,
                name: String(mark.dropFirst().filter { $0 != "!" }),
                direction: mark.first == "+" ? .up : .down,
                place: section == .prepare ? .caller : .worker(worker),
                failed: mark.last == "!"
            )
        }
    }
}

/// The error of a body that throws it; nil if it throws none.
func hotplugError(_ body: () throws(HotplugError) -> Void) -> HotplugError? {
    do throws(HotplugError) {
        try body()
        return nil
    } catch {
        return error
    }
}
