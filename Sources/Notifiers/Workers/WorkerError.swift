/// Why a ``WorkerGroup`` did not do what it was asked.
public enum WorkerError: Error, Hashable, Sendable {
    /// The worker is not online: it was not brought up, or is being taken down. The message did not run and will not.
    case notOnline(worker: Int)
    /// The worker was online and left before it came to the message, which did not run and will not.
    case undelivered(worker: Int)
    /// No worker of the group has this number.
    case noSuchWorker(worker: Int, capacity: Int)
    /// The group is closed, or being closed.
    case closed
    /// The system refused a thread.
    case cannotStartThread(worker: Int, errno: Int32)
    /// The system refused to keep the worker's thread on this processor.
    case cannotPin(worker: Int, processor: Int, errno: Int32)
}

extension WorkerError: CustomStringConvertible {
    /// What happened, in one line.
    public var description: String {
        switch self {
        case .notOnline(let worker): "worker \(worker) is not online"
        case .undelivered(let worker): "worker \(worker) left before it came to the message"
        case .noSuchWorker(let worker, let capacity): "there is no worker \(worker): expected 0..<\(capacity)"
        case .closed: "the group is closed"
        case .cannotStartThread(let worker, let errno): "cannot start the thread of worker \(worker): errno \(errno)"
        case .cannotPin(let worker, let processor, let errno):
            "cannot keep worker \(worker) on processor \(processor): errno \(errno)"
        }
    }
}
