import LibURCU

/// A flavor's `call_rcu`.
struct CallRCURetirer<Flavor: LibURCUFlavor>: ~Copyable, Retirer {
    private let objectBytes: Int

    init(objectBytes: Int) {
        self.objectBytes = objectBytes
        Flavor.register()
    }

    @inline(__always)
    func retireOne(_ shard: RetirementShard) {
        let block = RetiredBlock.allocate(bytes: objectBytes, shard)
        shard.countRetired()
        Flavor.callRCU(block.head) { head in
            if let head { RetiredBlock(head).destroy() }
        }
    }

    @inline(__always)
    func quiescentState() { Flavor.quiescentState() }

    static func barrier() { Flavor.reclamationBarrier() }

    static func hold(_ body: () -> Void) {
        Flavor.read(body)
        Flavor.quiescentState()
    }

    deinit { Flavor.unregister() }
}
