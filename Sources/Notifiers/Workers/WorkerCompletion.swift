internal import AsymmetricFences
internal import Synchronization

/// A thing that happens once, and that threads wait for.
final class WorkerCompletion: Sendable {
    private let isDone = Atomic<Bool>(false)
    private let event = EventCount()

    init() {}

    /// What the caller did before happens before the return of each wait.
    func complete() {
        isDone.store(true, ordering: .sequentiallyConsistent)
        event.wake()
    }

    /// Blocks until it has happened; false if it has not at `deadline`.
    @discardableResult
    func wait(until deadline: ContinuousClock.Instant? = nil) -> Bool {
        event.block(until: deadline) { isDone.load(ordering: .sequentiallyConsistent) }
    }
}
