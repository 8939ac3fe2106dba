/// What `grace-period` times, by the names of the command line.
enum GracePeriodOperation: String, Sendable, Codable, CaseIterable {
    /// A grace period, the thread blocked.
    case synchronize
    /// A grace period, awaited by a task.
    case synchronizeAsync = "synchronize-async"
    /// A token taken, and the thread blocked until it is complete.
    case token
    /// The same, awaited by a task.
    case tokenAsync = "token-async"
    /// One look at a token that is complete.
    case tokenIsComplete = "token-is-complete"
    /// From giving an object up until it is destroyed, with nothing else given up.
    case retire
    /// The wait for everything given up before, which is one object.
    case barrier
    /// The same, awaited by a task.
    case barrierAsync = "barrier-async"
    /// Other tasks of the pool while 10,000 wait for a grace period at once.
    case synchronize10000Tasks = "synchronize-10000-tasks"

    /// Whether the implementation can do it: liburcu knows no tasks, and no tokens before 0.14.
    func isOffered(by implementation: ImplementationName) -> Bool {
        switch self {
        case .synchronize, .retire, .barrier: true
        case .synchronize10000Tasks: implementation == .rcu || implementation == .liburcuMemb
        case .synchronizeAsync, .token, .tokenAsync, .tokenIsComplete, .barrierAsync: implementation == .rcu
        }
    }
}
