/// The ways to give an object up, by the names of the command line.
enum RetirementForm: String, Sendable, Codable, CaseIterable {
    /// `RCU.retire(_:)` of a class instance.
    case object
    /// `RCU.retire(_:)` of memory with a noncopyable value in it.
    case pointer
    /// `RCU.retire(cost:_:)` of a closure that frees the memory.
    case closure
    /// `call_rcu`, of a node in the object.
    case callRCU = "call-rcu"
    /// `defer_rcu`, which waits itself when its thread's queue of 4096 words is full.
    case deferRCU = "defer-rcu"

    /// liburcu's header declares `defer_rcu` for one flavor a program, here memb.
    func isOffered(by implementation: ImplementationName) -> Bool {
        switch self {
        case .object, .pointer, .closure: implementation == .rcu
        case .callRCU: implementation != .rcu
        case .deferRCU: implementation == .liburcuMemb
        }
    }
}
