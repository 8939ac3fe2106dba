import Notifiers
import ReadCopyUpdate

/// A thread for each processor that the container may use, each with a log of its own: open before anybody can send to the thread,
/// and closed when nobody can any more.
final class Shards: Sendable {
    private let group = WorkerGroup()
    private let logs: Hotplug.Installation

    init(
        open: @escaping @Sendable (Int) throws -> Void,
        close: @escaping @Sendable (Int) -> Void
    ) throws {
        logs = try group.hotplug.install("log", in: .prepare, startup: open, teardown: close)
        // Now, and whenever the limits change.
        try group.follow([.affinity, .cgroupQuota]) { print("workers: \($0)") }
    }

    /// Runs once, on its worker's thread, behind what was sent there before.
    func append(_ key: UInt, _ work: @escaping @Sendable (Int) -> Void) throws {
        try RCU.read { _ in
            // Who is found active can be sent to until the section ends.
            let workers = group.active.workers
            guard !workers.isEmpty else { throw WorkerError.closed }
            let worker = workers[Int(key % UInt(workers.count))]
            try group.send(to: worker) { work(worker) }
        }
    }

    /// Runs what was sent, and ends the threads.
    func close() async throws { try await group.close() }
}
