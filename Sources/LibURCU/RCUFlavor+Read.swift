extension RCUFlavor {
    /// Runs `body` inside a read section, and closes the section however `body` ends.
    ///
    /// Equivalent to `readLock()`, `body()`, `readUnlock()`. Does not block, except as `body` does. Memory obtained
    /// inside must be loaded with at least acquire ordering from where a writer published it: under ``QSBR`` the
    /// section itself has no barrier at all, not even for the compiler, which hoists a plainer load out of a loop. Call
    /// it from a thread that is registered. It must not contain ``RCUFlavor/synchronize()``.
    @inlinable
    @inline(__always)
    public static func read<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        readLock()
        defer { readUnlock() }
        return try body()
    }
}
