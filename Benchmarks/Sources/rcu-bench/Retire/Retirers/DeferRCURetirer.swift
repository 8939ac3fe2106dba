import BenchmarkKit
import CLiburcu
import LibURCU

/// The `defer_rcu` of liburcu-memb.
struct DeferRCURetirer: ~Copyable, Retirer {
    private let objectBytes: Int

    init(objectBytes: Int) {
        self.objectBytes = objectBytes
        Memb.register()
        guard urcu_memb_defer_register_thread() == 0 else {
            BenchmarkAbort.abort("rcu-bench: retire: no memory for a thread's defer queue", status: .systemError)
        }
    }

    @inline(__always)
    func retireOne(_ shard: RetirementShard) {
        let block = RetiredBlock.allocate(bytes: objectBytes, shard)
        shard.countRetired()
        Memb.flavorStruct.pointee.update_defer_rcu(Self.destroy, block.address)
    }

    private static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { address in
        if let address { RetiredBlock(address).destroy() }
    }

    @inline(__always)
    func quiescentState() {}

    static func barrier() { urcu_memb_defer_barrier() }

    static func hold(_ body: () -> Void) { Memb.read(body) }

    /// Destroys what the thread's queue still holds, after a grace period.
    deinit {
        urcu_memb_defer_unregister_thread()
        Memb.unregister()
    }
}
