internal import ReadCopyUpdate

/// A flavor with this package's read side and a mistake of its own, for a shape to notice.
protocol BrokenFlavor: TorturedFlavor {}

extension BrokenFlavor {
    @inline(__always) static func register() { RCU.registerThread() }
    @inline(__always) static func unregister() {}
    @inline(__always) static func readLock() { RCU.readLock() }
    @inline(__always) static func readUnlock() { RCU.readUnlock() }
    @inline(__always) static func quiescentState() {}

    @inline(__always)
    static func read<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        readLock()
        defer { readUnlock() }
        return try body()
    }
}
