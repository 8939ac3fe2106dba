public import CLiburcu
public import CLiburcuShims

/// liburcu-bp, the "bulletproof" flavor: a thread registers itself on its first section, and is forgotten when it
/// exits.
///
/// Made for code that cannot know its threads. A waiting writer polls every 10 ms. Source: liburcu, `urcu/urcu-bp.h`.
public enum BP: LibURCUFlavor {
    /// `liburcu-bp`.
    public static var name: String { "liburcu-bp" }

    /// Registers now what the first section would; takes a lock. May be repeated.
    public static func register() { urcu_bp_register_thread() }

    /// Does nothing: the thread leaves the registry when it exits.
    @inlinable
    public static func unregister() {}

    /// Opens a section: two stores and a compiler barrier, or a full fence where membarrier(2) is missing.
    ///
    /// A thread's first takes a lock and blocks signals for a moment; the others never block.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcushims_bp_read_lock() }

    /// Closes a section. Never blocks.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcushims_bp_read_unlock() }

    /// Waits for every section open at the call; blocks. A full barrier on both sides. Outside any section.
    public static func synchronize() { urcu_bp_synchronize_rcu() }

    /// Does nothing: sections are explicit.
    @inlinable
    public static func quiescentState() {}

    /// liburcu's `urcu_bp_flavor`.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcushims_bp_flavor() }
}
