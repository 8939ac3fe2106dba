public import CLiburcu

/// A flavor that liburcu's own data structures can use, because it has liburcu's table of functions.
///
/// Every flavor of liburcu conforms, and so does this package's `RCU`.
public protocol LibURCUFlavor: RCUFlavor {
    /// liburcu's table of this flavor's functions, which C code takes; valid for the life of the process.
    static var flavorStruct: UnsafePointer<rcu_flavor_struct> { get }

    /// Whether this machine and this liburcu have the flavor; where they do not, every other member traps.
    static var isAvailable: Bool { get }
}
