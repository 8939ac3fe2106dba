public import CLiburcu
public import CLiburcuShims

/// liburcu-mb: a full fence on entry and two on leave, and so no system call in the writer.
///
/// Threads register themselves with ``register()``, and must unregister before they exit.
/// Source: liburcu, `urcu/urcu-mb.h`.
public enum MB: LibURCUFlavor {
    /// `liburcu-mb`.
    public static var name: String { "liburcu-mb" }

    /// Adds the calling thread to the registry; takes a lock. Once per thread, outside any section.
    public static func register() { urcu_mb_register_thread() }

    /// Takes the calling thread out of the registry; takes a lock. Outside any section, before the thread exits.
    public static func unregister() { urcu_mb_unregister_thread() }

    /// Opens a section: two stores and a full fence. Never blocks.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcushims_mb_read_lock() }

    /// Closes a section: a full fence before and after; wakes a waiting writer. Never blocks.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcushims_mb_read_unlock() }

    /// Waits for every section open at the call; blocks. A full barrier on both sides. Outside any section.
    public static func synchronize() { urcu_mb_synchronize_rcu() }

    /// Does nothing: sections are explicit.
    @inlinable
    public static func quiescentState() {}

    /// liburcu's `urcu_mb_flavor`.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcushims_mb_flavor() }
}
