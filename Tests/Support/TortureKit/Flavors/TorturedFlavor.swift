/// What a shape asks of an RCU. The members are those of `LibURCU.RCUFlavor`, whose conformances conform to this one
/// too.
///
/// It is a protocol of its own so that a process under stress need not load liburcu, whose constructor aborts under
/// some of the very denials that are to be survived here.
public protocol TorturedFlavor: Sendable {
    /// The name in reports.
    static var name: String { get }
    /// Makes the calling thread a reader; a no-op where threads register themselves.
    static func register()
    /// Undoes ``register()``, on the same thread, outside any read section.
    static func unregister()
    /// Opens a read section; nests.
    static func readLock()
    /// Closes the innermost read section.
    static func readUnlock()
    /// Waits until every read section that was open when it was called is closed.
    static func synchronize()
    /// Reports that the thread holds no reference obtained under this flavor; a no-op where sections are explicit.
    static func quiescentState()
    /// Runs `body` inside a read section.
    static func read<Result: ~Copyable, Failure: Error>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result
}
