public import CLiburcu

extension LockFreeHashTable where Value: ~Copyable {
    @inlinable
    func hash(of key: Key) -> UInt {
        var hasher = Hasher()
        hasher.combine(key)
        return UInt(bitPattern: hasher.finalize())
    }

    @inlinable
    func makeNode(_ value: consuming Value, _ key: Key) -> UnsafeMutablePointer<HashTableNode> {
        Layout.make(HashTableNode(operations: Operations.self), HashTableEntry(key: key, value: value))
    }

    /// Calls `body` with what liburcu's searches take: the key behind a type-erased probe.
    @inlinable
    @inline(__always)
    func withProbe<Result>(for key: Key, _ body: (UnsafePointer<HashTableProbe>) -> Result) -> Result {
        withUnsafePointer(to: key) { key in
            withUnsafePointer(to: HashTableProbe(operations: Operations.self, key: key)) { body($0) }
        }
    }

    /// A node with the key, or nil. Inside a read section.
    @inlinable
    func find(_ key: Key, hash: UInt) -> UnsafeMutablePointer<HashTableNode>? {
        var iterator = cds_lfht_iter()
        withProbe(for: key) { cds_lfht_lookup(table, hash, hashTableNodeMatches, $0, &iterator) }
        return iterator.node.map { UnsafeMutablePointer(link: $0) }
    }

    /// Has a node that is in no table any more destroyed after a grace period.
    @inlinable
    func retire(_ node: UnsafeMutablePointer<HashTableNode>) {
        Flavor.callRCU(node.head, destroyHashTableNode)
    }
}
