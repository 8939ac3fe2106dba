import Synchronization

/// A flag that one thread raises and others look at.
final class SharedFlag: Sendable {
    private let raised = Atomic<Bool>(false)

    @inline(__always)
    var isRaised: Bool { raised.load(ordering: .relaxed) }

    func raise() {
        raised.store(true, ordering: .relaxed)
    }
}
