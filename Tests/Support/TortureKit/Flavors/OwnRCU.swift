internal import ReadCopyUpdate

/// This package's own.
enum OwnRCU: SignalSafeFlavor {
    static var name: String { "rcu" }
    @inline(__always) static func register() { RCU.registerThread() }
    @inline(__always) static func unregister() {}
    @inline(__always) static func readLock() { RCU.readLock() }
    @inline(__always) static func readUnlock() { RCU.readUnlock() }
    @inline(__always) static func quiescentState() {}
    static var isInReadSection: Bool { RCU.isInReadSection }
    static func synchronize() { RCU.synchronize() }

    @inline(__always)
    static func read<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try RCU.read { _ throws(Failure) -> Result in try body() }
    }
}
