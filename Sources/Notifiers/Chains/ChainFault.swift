internal import Synchronization

/// Makes a chain fail at a step of subscribing or unsubscribing, as if there were no memory, once. For tests.
struct ChainFault: ~Copyable, Sendable {
    enum Step: UInt8, CaseIterable, Sendable {
        /// Before anything was done.
        case entry = 1
        /// Where the longer list is allocated.
        case allocation
        /// When the list is made, and not published.
        case publication
        /// Where the shorter list is allocated.
        case removal
    }

    private let armed = Atomic<UInt8>(0)

    func arm(_ step: Step) { armed.store(step.rawValue, ordering: .relaxed) }

    /// Whether this is the step to fail at, which is then over. Under the chain's lock, so relaxed.
    func strikes(_ step: Step) -> Bool {
        armed.compareExchange(expected: step.rawValue, desired: 0, ordering: .relaxed).exchanged
    }
}
