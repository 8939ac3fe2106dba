import Notifiers

/// A subscription that an array can hold.
final class HeldMemorySubscription: Sendable {
    private let subscription: MemorySubscription

    init(_ notifiers: MemoryNotifiers, _ counter: CallCounter) throws(MemoryNotifierError) {
        let operations = MemoryOperations(start: .always { _ in counter.add() }, end: { _ in })
        subscription = try notifiers.register(operations)
    }
}
