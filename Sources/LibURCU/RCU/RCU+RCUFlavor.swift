public import ReadCopyUpdate

// No value of the type exists.
extension RCU: @unchecked Sendable {}

/// This package's own RCU, as one more flavor; `readLock()`, `readUnlock()` and `synchronize()` are its own.
extension RCU: RCUFlavor {
    /// `rcu`.
    public static var name: String { "rcu" }

    /// Registers the calling thread now, as its first section would. May be repeated.
    public static func register() { registerThread() }

    /// Does nothing: the thread's record is returned when the thread exits.
    @inlinable
    public static func unregister() {}

    /// Does nothing: sections are explicit. A thread that wants quiescent states makes a `RCU.QuiescentStateReporter`.
    @inlinable
    public static func quiescentState() {}

    /// Runs `body` inside a read section; the closure form, which is cheaper than `readLock()` and `readUnlock()`.
    @inlinable
    @inline(__always)
    public static func read<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try read { (_: borrowing ReadSection) throws(Failure) -> Result in try body() }
    }
}
