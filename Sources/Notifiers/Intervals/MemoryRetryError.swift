/// Why `withRetry(deadline:lookUp:install:)` of an ``IntervalSubscription`` installed nothing.
public enum MemoryRetryError<Failure: Error>: Error, CustomStringConvertible {
    /// What the caller's own look-up or installation threw.
    case caller(Failure)
    /// The deadline passed, the task was cancelled, or the registry was closed.
    case notifiers(MemoryNotifierError)

    /// The description of the error that it is about.
    public var description: String {
        switch self {
        case .caller(let error): "\(error)"
        case .notifiers(let error): error.description
        }
    }
}

extension MemoryRetryError: Sendable where Failure: Sendable {}
