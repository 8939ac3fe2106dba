public import Synchronization

extension MemoryNotifiers {
    /// Whether anybody may want to hear of an invalidation: one load.
    ///
    /// For what changes nothing that a second mapping relies on, and is announced as a courtesy. Where memory is taken away it is no
    /// substitute for the announcement: a subscriber that comes right after the load would not hear of it.
    ///
    /// - Contexts: any thread; signal handlers too.
    @inlinable
    public var hasAudience: Bool { list.load(ordering: .relaxed) != 0 }
}
