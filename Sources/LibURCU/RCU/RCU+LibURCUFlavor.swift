internal import AsymmetricFences
public import CLiburcu
internal import CLiburcuShims
public import ReadCopyUpdate

extension RCU: LibURCUFlavor {
    /// A table of functions with which liburcu's data structures use this package's RCU.
    ///
    /// `call_rcu`, `defer_rcu` and `rcu_barrier` are served by one thread, started with the first callback, which runs
    /// each batch after a grace period without liburcu's sleep of 10 ms. Threads register by themselves; nothing
    /// unregisters them before they exit. `thread_offline` and `thread_online` do nothing: between sections nobody
    /// waits for the thread, and one whose `QuiescentStateReporter` is online says `whileOffline` itself. The entries
    /// for polling, of liburcu 0.14, abort with a message.
    ///
    /// Do not fork inside a read section while a table resizes itself: the fork waits for liburcu's resizing thread.
    public static var flavorStruct: UnsafePointer<rcu_flavor_struct> { table }

    // An address only: the table is written before anyone has it, read-only since, and never freed.
    private nonisolated(unsafe) static let table: UnsafePointer<rcu_flavor_struct> = {
        var flavor = rcu_flavor_struct()
        flavor.read_lock = { RCU.readLock() }
        flavor.read_unlock = { RCU.readUnlock() }
        flavor.read_ongoing = { RCU.isInReadSection ? 1 : 0 }
        flavor.read_quiescent_state = {}
        flavor.update_call_rcu = { head, callback in
            guard let head else { fatalError("call_rcu needs a head") }
            CallbackThread.rcu.enqueue(head, callback)
        }
        flavor.update_synchronize_rcu = { RCU.synchronize() }
        flavor.update_defer_rcu = { function, argument in CallbackThread.rcu.enqueue(function, argument) }
        flavor.thread_offline = {}
        flavor.thread_online = {}
        // Called by threads of liburcu, which block all signals.
        flavor.register_thread = {
            SignalMask.unblock(SignalMask.fence)
            RCU.registerThread()
        }
        flavor.unregister_thread = {}
        flavor.barrier = {
            require(!RCU.isInReadSection, "rcu_barrier() inside a read section would wait for itself")
            CallbackThread.rcu.barrier()
        }
        flavor.register_rculfhash_atfork = { TableForkHandlers.register($0) }
        flavor.unregister_rculfhash_atfork = { _ in TableForkHandlers.unregister() }
        cliburcushims_flavor_fill_poll(&flavor)
        let table = UnsafeMutablePointer<rcu_flavor_struct>.allocate(capacity: 1)
        table.initialize(to: flavor)
        return UnsafePointer(table)
    }()
}
