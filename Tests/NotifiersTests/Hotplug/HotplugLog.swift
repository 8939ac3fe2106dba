import AsymmetricFences
import Glibc
import Notifiers
import TestThreads

/// What was called, in order.
final class HotplugLog: @unchecked Sendable {
    enum Place: Equatable {
        case worker(Int)
        case caller
        case other
    }

    struct Call: Equatable, CustomStringConvertible {
        let worker: Int
        let name: String
        let direction: Hotplug.Direction
        let place: Place
        var failed = false

        var description: String {
            "\(direction == .up ? "+" : "-")\(name)@\(worker)\(failed ? "!" : "")"
                + (place == .caller ? "" : place == .other ? " elsewhere" : " on it")
        }
    }

    private let lock = FutexLock()
    private var list: [Call] = []
    private let caller = pthread_self()
    private var failing: Set<String> = []

    /// Takes what was called since the last time.
    func take() -> [Call] {
        lock.withLock {
            defer { list = [] }
            return list
        }
    }

    /// Makes the named step throw, until ``failNothing()``; on one worker, or on all.
    func fail(_ name: String, _ direction: Hotplug.Direction, on worker: Int? = nil) {
        lock.withLock { _ = failing.insert("\(name) \(direction) \(worker.map { "\($0)" } ?? "all")") }
    }

    func failNothing() { lock.withLock { failing = [] } }

    func add(_ worker: Int, _ name: String, _ direction: Hotplug.Direction, failed: Bool = false) {
        let me = pthread_self()
        let named = Self.workerOfThread()
        let place: Place = named.map { .worker($0) } ?? (me == caller ? .caller : .other)
        lock.withLock {
            list.append(Call(worker: worker, name: name, direction: direction, place: place, failed: failed))
        }
    }

    /// A step with that name.
    func step(_ name: String, _ direction: Hotplug.Direction) -> @Sendable (Int) throws -> Void {
        { worker in try self.call(worker, name, direction) }
    }

    func call(_ worker: Int, _ name: String, _ direction: Hotplug.Direction) throws {
        let fails = lock.withLock {
            failing.contains("\(name) \(direction) all") || failing.contains("\(name) \(direction) \(worker)")
        }
        add(worker, name, direction, failed: fails)
        if fails { throw Planned(name: name) }
    }

    struct Planned: Error, Equatable {
        let name: String
    }

    /// The worker's number is the thread's name: that is the thread's own, whatever calls it.
    static func nameThread(_ worker: Int) { nameCurrentThread("hotplug-test \(worker)") }

    private static func workerOfThread() -> Int? {
        let parts = currentThreadName().split(separator: " ")
        return parts.count == 2 && parts[0] == "hotplug-test" ? Int(parts[1]) : nil
    }
}
