import ReadCopyUpdate

/// Class instances of the wanted size.
struct ObjectRetirer: ~Copyable, OwnRetirer {
    private let objectBytes: Int

    init(objectBytes: Int) {
        self.objectBytes = objectBytes
    }

    @inline(__always)
    func retireOne(_ shard: RetirementShard) {
        let object = RetiredObject(bytes: objectBytes, shard)
        shard.countRetired()
        RCU.retire(object, cost: objectBytes)
    }
}
