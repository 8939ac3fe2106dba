public import CLiburcu

extension LibURCUFlavor {
    /// True: a flavor is always there unless it says otherwise.
    @inlinable
    public static var isAvailable: Bool { true }

    /// Runs `callback(head)` on a worker thread after a grace period (liburcu's `call_rcu`).
    ///
    /// Does not block; allowed inside a read section. `head` must stay in place until `callback` has it; the callback
    /// may free it, and must not wait for callbacks itself. What the caller wrote before is visible to `callback`. Call
    /// it from a registered thread.
    @inlinable
    public static func callRCU(
        _ head: UnsafeMutablePointer<rcu_head>,
        _ callback: @convention(c) (UnsafeMutablePointer<rcu_head>?) -> Void
    ) {
        flavorStruct.pointee.update_call_rcu(head, callback)
    }

    /// Waits until everything given up before the call is reclaimed: nodes removed from this package's containers of
    /// this flavor, tables dropped, and what was given to ``callRCU(_:_:)``.
    ///
    /// Blocks for at least a grace period; liburcu's worker adds up to 10 ms. What the callbacks wrote is visible on
    /// return. Call it outside any read section, and not from a callback.
    public static func reclamationBarrier() {
        CallbackThread.teardown.barrier()
        flavorStruct.pointee.barrier()
    }
}
