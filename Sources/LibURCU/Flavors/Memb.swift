public import CLiburcu
public import CLiburcuShims

/// liburcu-memb as its headers compile it: the reader tests, three times a section, whether membarrier(2) exists.
///
/// Threads register themselves with ``register()``, and must unregister before they exit. ``Memb`` and
/// ``MembWithoutCheck`` are two readers of one registry: a thread registers under one of them, not both.
/// Source: liburcu, `urcu/urcu-memb.h`.
public enum Memb: LibURCUFlavor {
    /// `liburcu-memb-dynamic`: with the dynamic test.
    public static var name: String { "liburcu-memb-dynamic" }

    /// Adds the calling thread to the registry; takes a lock. Once per thread, outside any section.
    public static func register() { urcu_memb_register_thread() }

    /// Takes the calling thread out of the registry; takes a lock. Outside any section, before the thread exits.
    public static func unregister() { urcu_memb_unregister_thread() }

    /// Opens a section: two stores and a compiler barrier, or a full fence where membarrier(2) is missing. Never
    /// blocks.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcushims_memb_read_lock() }

    /// Closes a section; wakes a waiting writer. Never blocks.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcushims_memb_read_unlock() }

    /// Waits for every section open at the call; blocks. A full barrier on both sides. Outside any section.
    public static func synchronize() { urcu_memb_synchronize_rcu() }

    /// Does nothing: sections are explicit.
    @inlinable
    public static func quiescentState() {}

    /// liburcu's `urcu_memb_flavor`.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcushims_memb_flavor() }
}
