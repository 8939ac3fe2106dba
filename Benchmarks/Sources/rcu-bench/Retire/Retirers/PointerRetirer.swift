import ReadCopyUpdate

/// Memory of the wanted size, with a noncopyable value at its start.
struct PointerRetirer: ~Copyable, OwnRetirer {
    private let objectBytes: Int

    init(objectBytes: Int) {
        self.objectBytes = objectBytes
    }

    @inline(__always)
    func retireOne(_ shard: RetirementShard) {
        let version = RetiredVersion.allocate(bytes: objectBytes, shard)
        shard.countRetired()
        RCU.retire(version, cost: objectBytes)
    }
}
