/// A function that runs on a worker, and what it returned, for somebody who waits.
///
/// The letter refers to it, and may be destroyed after the wait has ended, on the worker, which is inside its long read section: what the
/// function captured and returned is out of it by then, since its end may want to wait for a grace period, or for a worker.
// The worker's until it tells of the end, and then that of whoever waited.
final class WorkerErrand<Result: Sendable>: @unchecked Sendable {
    let completion = WorkerCompletion()
    private var body: (@Sendable () -> Result)?
    private var result: Result?

    init(_ body: @escaping @Sendable () -> Result) { self.body = body }

    func run() {
        result = body?()
        body = nil
    }

    /// It does not run.
    func giveUp() { body = nil }

    /// nil if it did not run.
    func takeResult() -> Result? {
        defer { result = nil }
        return result
    }
}
