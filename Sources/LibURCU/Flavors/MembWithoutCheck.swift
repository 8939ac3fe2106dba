internal import AsymmetricFences
public import CLiburcu
public import CLiburcuMembWithoutCheck
internal import CLiburcuShims

/// liburcu-memb with a reader compiled as if membarrier(2) were certain (`CONFIG_RCU_FORCE_SYS_MEMBARRIER`).
///
/// Only the reader differs from ``Memb``: the library is the same, so a thread registers under one of them, not both.
/// The reader has no fence of its own, so it is sound only where the library's writers issue membarrier(2); the library
/// decides that when it is loaded, once and for all, and ``register()`` traps where it decided otherwise.
/// Source: liburcu, `urcu/static/urcu-memb.h`.
public enum MembWithoutCheck: LibURCUFlavor {
    /// `liburcu-memb`: as a liburcu built to require membarrier(2) would have it.
    public static var name: String { "liburcu-memb" }

    /// Whether liburcu found membarrier(2) when it was loaded.
    public static var isAvailable: Bool { cliburcushims_memb_has_sys_membarrier() != 0 }

    /// Adds the calling thread to the registry; takes a lock. Once per thread, outside any section.
    ///
    /// Traps where liburcu's writers do without membarrier(2): readers without a fence would not be seen.
    public static func register() {
        require(isAvailable, "MembWithoutCheck: liburcu found no membarrier(2) on this machine; use Memb or MB")
        urcu_memb_register_thread()
    }

    /// Takes the calling thread out of the registry; takes a lock. Outside any section, before the thread exits.
    public static func unregister() { urcu_memb_unregister_thread() }

    /// Opens a section: two stores and a compiler barrier. Never blocks.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcumembwithoutcheck_read_lock() }

    /// Closes a section; wakes a waiting writer. Never blocks.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcumembwithoutcheck_read_unlock() }

    /// Waits for every section open at the call; blocks. A full barrier on both sides. Outside any section.
    public static func synchronize() { urcu_memb_synchronize_rcu() }

    /// Does nothing: sections are explicit.
    @inlinable
    public static func quiescentState() {}

    /// liburcu's `urcu_memb_flavor`: the sections that liburcu opens itself keep the dynamic test.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcushims_memb_flavor() }
}
