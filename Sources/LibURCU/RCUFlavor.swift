/// A userspace RCU implementation, as static members, so that one generic loop is compiled for each of them.
public protocol RCUFlavor: Sendable {
    /// The name by which benchmarks and tests call the flavor, for instance `liburcu-memb`.
    static var name: String { get }
    /// Makes the calling thread a reader; a no-op where threads register themselves.
    static func register()
    /// Undoes ``register()``, on the same thread, outside any read section.
    static func unregister()
    /// Opens a read section; nests.
    static func readLock()
    /// Closes the innermost read section.
    static func readUnlock()
    /// Waits until every read section that was open when it was called is closed; blocks.
    static func synchronize()
    /// Reports that the thread holds no reference obtained under this flavor; a no-op where sections are explicit.
    static func quiescentState()
    /// Runs `body` inside a read section.
    static func read<Result: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
}
