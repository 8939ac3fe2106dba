import CLiburcu
import LibURCU

/// A closure as a callback of `call_rcu`.
struct Callback {
    var head = rcu_head()
    let body: @Sendable () -> Void

    static func call<F: LibURCUFlavor>(_: F.Type, _ body: @escaping @Sendable () -> Void) {
        let callback = UnsafeMutablePointer<Callback>.allocate(capacity: 1)
        callback.initialize(to: Callback(body: body))
        F.callRCU(UnsafeMutableRawPointer(callback).assumingMemoryBound(to: rcu_head.self)) { head in
            let callback = UnsafeMutableRawPointer(head!).assumingMemoryBound(to: Callback.self)
            callback.move().body()
            callback.deallocate()
        }
    }
}
