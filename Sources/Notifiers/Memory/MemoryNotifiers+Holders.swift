extension MemoryNotifiers {
    /// The invalidations that are open now, the last to start first, and the threads that started them.
    ///
    /// One that found nobody to tell is not kept, as it costs nothing; while a registration waits for such, an entry without a
    /// ``MemoryHolder/invalidation`` stands for all of them.
    public var openInvalidations: [MemoryHolder] { index.holders }
}
