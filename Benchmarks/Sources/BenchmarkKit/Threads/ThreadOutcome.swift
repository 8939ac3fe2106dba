import Synchronization

/// Where a thread leaves its result for whoever joins it.
final class ThreadOutcome<Result: Sendable>: Sendable {
    private let result = Mutex<Result?>(nil)

    func set(_ value: Result) {
        result.withLock { $0 = value }
    }

    func take() -> Result {
        guard let value = result.withLock({ $0 }) else {
            preconditionFailure("a benchmark thread was joined before it had a result")
        }
        return value
    }
}
