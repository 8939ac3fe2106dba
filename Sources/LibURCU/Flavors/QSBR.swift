public import CLiburcu
public import CLiburcuShims

/// liburcu-qsbr: a thread is one read section from one quiescent state to the next, and sections cost nothing.
///
/// A registered thread must keep calling ``quiescentState()``, and go offline before it blocks: until it does, every
/// grace period waits for it. ``readLock()`` and ``readUnlock()`` contain nothing, not even a compiler barrier: load
/// shared pointers with acquire ordering, or the compiler hoists the load out of the loop. Source: liburcu,
/// `urcu/urcu-qsbr.h`.
public enum QSBR: LibURCUFlavor {
    /// `liburcu-qsbr`.
    public static var name: String { "liburcu-qsbr" }

    /// Adds the calling thread to the registry, online; takes a lock. Once per thread.
    public static func register() { urcu_qsbr_register_thread() }

    /// Takes the calling thread offline and out of the registry; takes a lock. Before the thread exits.
    public static func unregister() { urcu_qsbr_unregister_thread() }

    /// Nothing at all; it marks the intent, and keeps generic code working.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcushims_qsbr_read_lock() }

    /// Nothing at all.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcushims_qsbr_read_unlock() }

    /// Waits until every online thread has passed a quiescent state; blocks. A full barrier on both sides.
    ///
    /// It is a quiescent state of the calling thread, which may hold no reference across it.
    public static func synchronize() { urcu_qsbr_synchronize_rcu() }

    /// Declares that the thread holds no reference obtained before: two loads, and full fences when a writer waits.
    ///
    /// Never blocks. Call it from a registered thread that is online, outside ``read(_:)``.
    @inlinable
    @inline(__always)
    public static func quiescentState() { cliburcushims_qsbr_quiescent_state() }

    /// Takes the thread out of the writers' sight, as before a blocking call: a full fence on both sides. Never blocks.
    ///
    /// The thread holds no reference from here to ``threadOnline()``. Call it from a registered thread.
    @inlinable
    @inline(__always)
    public static func threadOffline() { cliburcushims_qsbr_thread_offline() }

    /// Makes the thread a reader again after ``threadOffline()``; a full fence at its end. Never blocks.
    @inlinable
    @inline(__always)
    public static func threadOnline() { cliburcushims_qsbr_thread_online() }

    /// liburcu's `urcu_qsbr_flavor`.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcushims_qsbr_flavor() }
}
