import Synchronization

/// A flag that one thread raises and others wait for.
public final class Latch: Sendable {
    private let raised = Atomic<Bool>(false)

    public init() {}

    public var isOpen: Bool { raised.load(ordering: .acquiring) }

    public func open() { raised.store(true, ordering: .releasing) }

    /// Waits without limit: the thread that opens it is bounded by its own test.
    public func wait() { waitUntil({ isOpen }, within: .infinity) }
}
