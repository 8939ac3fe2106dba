internal import AsymmetricFences
public import CLiburcu
internal import Glibc

#if canImport(CLiburcuSignal)
public import CLiburcuSignal
#endif

/// liburcu-signal: compiler barriers in the reader, and a writer that sends SIGUSR1 to every registered thread.
///
/// liburcu 0.15 removed it. The type is always there; where the library lacks the flavor, ``isAvailable`` is false and
/// everything else traps. liburcu installs its handler of SIGUSR1 when it is loaded.
/// Threads register themselves with ``register()``, and must unregister before they exit.
/// Source: liburcu up to 0.14, `urcu/urcu-signal.h`.
public enum Signal: LibURCUFlavor {
    /// What liburcu's writers send.
    static let signal = SIGUSR1

    /// `liburcu-signal`.
    public static var name: String { "liburcu-signal" }

    #if canImport(CLiburcuSignal)
    /// True: this build found `urcu/urcu-signal.h`.
    public static var isAvailable: Bool { true }

    /// Adds the calling thread to the registry; takes a lock. Once per thread, outside any section.
    ///
    /// Unblocks SIGUSR1 in the thread, as liburcu 0.14 does itself: a registered thread that blocks it, as those of
    /// Swift concurrency do, would make writers wait for ever.
    public static func register() {
        SignalMask.unblock(CollectionOfOne(signal))
        urcu_signal_register_thread()
    }

    /// Takes the calling thread out of the registry; takes a lock. Outside any section, before the thread exits.
    public static func unregister() { urcu_signal_unregister_thread() }

    /// Opens a section: two stores and a compiler barrier. Never blocks.
    @inlinable
    @inline(__always)
    public static func readLock() { cliburcusignal_read_lock() }

    /// Closes a section; wakes a waiting writer. Never blocks.
    @inlinable
    @inline(__always)
    public static func readUnlock() { cliburcusignal_read_unlock() }

    /// Waits for every section open at the call; blocks. A full barrier on both sides. Outside any section.
    public static func synchronize() { urcu_signal_synchronize_rcu() }

    /// liburcu's `urcu_signal_flavor`.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { cliburcusignal_flavor() }
    #else
    /// False: this build found no `urcu/urcu-signal.h`.
    public static var isAvailable: Bool { false }

    /// Traps: this liburcu has no signal flavor.
    public static func register() { unavailable() }

    /// Traps: this liburcu has no signal flavor.
    public static func unregister() { unavailable() }

    /// Traps: this liburcu has no signal flavor.
    public static func readLock() { unavailable() }

    /// Traps: this liburcu has no signal flavor.
    public static func readUnlock() { unavailable() }

    /// Traps: this liburcu has no signal flavor.
    public static func synchronize() { unavailable() }

    /// Traps: this liburcu has no signal flavor.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { unavailable() }

    private static func unavailable() -> Never {
        fatalError("Signal: this liburcu has no signal flavor (0.15 removed it); ask Signal.isAvailable first")
    }
    #endif

    /// Does nothing: sections are explicit.
    @inlinable
    public static func quiescentState() {}
}
