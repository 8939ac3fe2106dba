import Synchronization

@testable import BlockAllocator

/// A request made from within another, through its clock. The clock stands at 0.
final class InnerRequest: Sendable {
    private struct State {
        var body: (@Sendable () -> CollapseOutcome)?
        var outcome: CollapseOutcome?
    }

    private let state = Mutex(State())

    var outcome: CollapseOutcome? { state.withLock { $0.outcome } }

    func set(_ body: (@Sendable () -> CollapseOutcome)?) {
        state.withLock { $0.body = body }
    }

    func runOnce() -> Int64 {
        let body = state.withLock { state in
            defer { state.body = nil }
            return state.body
        }
        if let body {
            let outcome = body()
            state.withLock { $0.outcome = outcome }
        }
        return 0
    }
}
