/// Operations that several users of one registry share: each gets them, and the last to put them back frees them.
///
/// They are known by this object: keep it where all users find it.
public final class SharedMemoryOperations: Sendable {
    let make: @Sendable (MemoryNotifiers) -> MemoryOperations

    /// Describes operations; `make` is called for the first user in a registry, and perhaps in vain if two are first at once.
    ///
    /// What the operations capture is freed asynchronously after the last user has put them back, when no callback runs any more; see
    /// `synchronize()` of ``MemoryNotifiers``. Their `release` is called by its `close()` alone.
    public init(_ make: @escaping @Sendable (MemoryNotifiers) -> MemoryOperations) {
        self.make = make
    }
}
