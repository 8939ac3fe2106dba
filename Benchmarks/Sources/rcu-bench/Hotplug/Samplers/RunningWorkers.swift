import BenchmarkKit
import Notifiers

/// A group of workers, and what ends the run if it refuses anything.
struct RunningWorkers: Sendable {
    let count: Int
    let group: WorkerGroup

    /// - Parameter online: how many of them are brought up.
    init(_ count: Int, online: Int) {
        self.count = count
        group = WorkerGroup(WorkerGroup.Configuration(capacity: count))
        let group = group
        Self.orAbort { try group.resize(to: online) }
    }

    func close() {
        Self.orAbort { try group.close() }
    }

    /// Calls `body`, which fails only where the benchmark, or what it measures, is wrong.
    @inline(__always)
    static func orAbort<Result, Failure: Error>(_ body: () throws(Failure) -> Result) -> Result {
        do {
            return try body()
        } catch {
            abort(error)
        }
    }

    /// Out of line, so that the loop has only its call.
    @inline(never)
    static func abort(_ error: any Error) -> Never {
        BenchmarkAbort.abort("rcu-bench: hotplug: \(error)", status: .software)
    }
}
