import ReadCopyUpdate

/// Memory of the wanted size, freed by a closure.
struct ClosureRetirer: ~Copyable, OwnRetirer {
    private let objectBytes: Int

    init(objectBytes: Int) {
        self.objectBytes = objectBytes
    }

    @inline(__always)
    func retireOne(_ shard: RetirementShard) {
        let block = RetiredBlock.allocate(bytes: objectBytes, shard)
        shard.countRetired()
        RCU.retire(cost: objectBytes) { block.destroy() }
    }
}
