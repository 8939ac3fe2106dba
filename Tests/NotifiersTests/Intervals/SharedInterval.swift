@testable import Notifiers

/// An interval subscription that threads share.
final class SharedInterval<State>: Sendable {
    let subscription: IntervalSubscription<State>

    init(
        _ addresses: Range<UInt>,
        in notifiers: MemoryNotifiers,
        state: sending State,
        _ invalidate: @escaping @Sendable (inout State, MemoryInvalidation) -> Void
    ) throws {
        subscription = try IntervalSubscription(addresses, in: notifiers, state: state, invalidate: invalidate)
    }

    /// Whether what was looked up at `sequence` must be thrown away.
    func mustRetry(_ sequence: IntervalSequence) -> Bool {
        subscription.withLock { _ in subscription.readRetry(sequence) }
    }
}

extension SharedInterval<Int> {
    var state: Int { subscription.withLock { $0 } }
}
