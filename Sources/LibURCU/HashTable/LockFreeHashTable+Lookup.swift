public import CLiburcu

extension LockFreeHashTable where Value: ~Copyable {
    /// Calls `body` with a value of the key, inside a read section, and returns what it returns; `nil` if the key has
    /// none.
    ///
    /// Wait-free, apart from `body`. The value is found as it was before it was added. `body` must not wait for a grace
    /// period.
    @inlinable
    public func withValue<Result: ~Copyable, Failure: Error>(
        forKey key: Key,
        _ body: (borrowing Value) throws(Failure) -> Result
    ) throws(Failure) -> Result? {
        let hash = hash(of: key)
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        guard let node = find(key, hash: hash) else { return nil }
        return try body(Layout.element(of: node).pointee.value)
    }

    /// Whether the key has a value. Wait-free.
    @inlinable
    public func contains(_ key: Key) -> Bool {
        let hash = hash(of: key)
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        return find(key, hash: hash) != nil
    }

    /// Calls `body` with each value of the key, inside one read section: ``add(_:forKey:)`` allows several.
    ///
    /// A value that is in the table throughout is visited once; one that comes or goes meanwhile, once or not at all.
    @inlinable
    public func forEachValue<Failure: Error>(
        forKey key: Key,
        _ body: (borrowing Value) throws(Failure) -> Void
    ) throws(Failure) {
        let hash = hash(of: key)
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        var iterator = cds_lfht_iter()
        withProbe(for: key) { cds_lfht_lookup(table, hash, hashTableNodeMatches, $0, &iterator) }
        while let link = iterator.node {
            try body(Layout.element(of: UnsafeMutablePointer(link: link)).pointee.value)
            withProbe(for: key) { cds_lfht_next_duplicate(table, hashTableNodeMatches, $0, &iterator) }
        }
    }
}

extension LockFreeHashTable {
    /// A copy of a value of the key, or `nil`. Wait-free, apart from copying the value.
    @inlinable
    public func value(forKey key: Key) -> Value? {
        withValue(forKey: key) { copy $0 }
    }
}
