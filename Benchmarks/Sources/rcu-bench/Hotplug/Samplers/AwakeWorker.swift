import Notifiers

/// Keeps a worker from parking: a message that sends itself again, behind what has come meanwhile.
final class AwakeWorker: Sendable {
    private let group: WorkerGroup
    private let worker: Int
    private let isOver = SharedFlag()

    init(_ group: WorkerGroup, _ worker: Int) {
        self.group = group
        self.worker = worker
        send()
    }

    /// Before the group is closed.
    func end() {
        isOver.raise()
    }

    private func send() {
        RunningWorkers.orAbort {
            try group.send(to: worker) { [self] in
                if !isOver.isRaised { send() }
            }
        }
    }
}
