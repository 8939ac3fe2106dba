import BenchmarkKit

/// When a litmus test has run enough.
enum LitmusLimit: Sendable {
    case seconds(Double)
    case runs(Int)

    /// Whether to stop, after so many runs since `start`.
    func isReached(runs: Int, since start: UInt64) -> Bool {
        switch self {
        case .seconds(let seconds): Ticks.now &- start >= Ticks.count(nanoseconds: seconds * 1e9)
        case .runs(let limit): runs >= limit
        }
    }
}
