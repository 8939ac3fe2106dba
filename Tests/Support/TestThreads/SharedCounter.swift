import Synchronization

/// A counter that threads share, sequentially consistent.
public final class SharedCounter: Sendable {
    private let value = Atomic<Int>(0)

    public init() {}

    public var count: Int { value.load(ordering: .sequentiallyConsistent) }

    /// Adds one and returns the sum.
    @discardableResult
    public func increment() -> Int { value.wrappingAdd(1, ordering: .sequentiallyConsistent).newValue }

    public func decrement() { value.wrappingSubtract(1, ordering: .sequentiallyConsistent) }

    public func store(_ new: Int) { value.store(new, ordering: .sequentiallyConsistent) }
}
