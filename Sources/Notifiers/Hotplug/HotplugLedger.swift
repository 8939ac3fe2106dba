internal import AsymmetricFences

/// What the state machine tells about itself, while operations run: where the workers are, which states there are, what was counted; and
/// the injections, which may be set while they run.
final class HotplugLedger: @unchecked Sendable {
    private struct Injection {
        let worker: Int
        let state: Hotplug.State
        let direction: Hotplug.Direction
    }

    private let lock = FutexLock()
    /// Under the lock, all of them.
    private var statuses: [Hotplug.WorkerStatus]
    private var targets: [Hotplug.State?]
    private var injections: [Injection] = []
    private var descriptions: [Hotplug.StateDescription] = []
    private var counts = Hotplug.Statistics()

    init(workers: Int) {
        statuses = Array(repeating: Hotplug.WorkerStatus(), count: workers)
        targets = Array(repeating: nil, count: workers)
    }

    var states: [Hotplug.StateDescription] { lock.withLock { descriptions } }

    var statistics: Hotplug.Statistics { lock.withLock { counts } }

    func status(_ worker: Int) -> Hotplug.WorkerStatus { lock.withLock { statuses[worker] } }

    func change(_ worker: Int, _ body: (inout Hotplug.WorkerStatus) -> Void) {
        lock.withLock { body(&statuses[worker]) }
    }

    func count(_ body: (inout Hotplug.Statistics) -> Void) {
        lock.withLock { body(&counts) }
    }

    func describe(_ table: HotplugTable) {
        let new = table.steps.map { step in
            Hotplug.StateDescription(
                state: step.state,
                name: step.name,
                instances: step.isMulti ? step.units.count : nil
            )
        }
        lock.withLock { descriptions = new }
    }

    func target(_ worker: Int) -> Hotplug.State? { lock.withLock { targets[worker] } }

    func inject(target: Hotplug.State?, on workers: Range<Int>) {
        lock.withLock { for worker in workers { targets[worker] = target } }
    }

    func injectFailure(at state: Hotplug.State, on workers: Range<Int>, _ direction: Hotplug.Direction) {
        lock.withLock {
            for worker in workers {
                injections.append(Injection(worker: worker, state: state, direction: direction))
            }
        }
    }

    func forgetFailures(at state: Hotplug.State) {
        lock.withLock { injections.removeAll { $0.state == state } }
    }

    func clearFailures() {
        lock.withLock { injections = [] }
    }

    /// Whether a failure was injected there; it is used up.
    func takeFailure(at state: Hotplug.State, on worker: Int, _ direction: Hotplug.Direction) -> Bool {
        lock.withLock {
            let index = injections.firstIndex {
                $0.worker == worker && $0.state == state && $0.direction == direction
            }
            guard let index else { return false }
            injections.remove(at: index)
            return true
        }
    }
}
