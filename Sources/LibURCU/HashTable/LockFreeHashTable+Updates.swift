public import CLiburcu

extension LockFreeHashTable where Value: ~Copyable {
    /// Adds a value, whether or not the key has one already.
    ///
    /// Lock-free; allowed inside a read section. A full barrier on both sides: what was written before is seen by who
    /// finds the value.
    @inlinable
    public func add(_ value: consuming Value, forKey key: Key) {
        let hash = hash(of: key)
        let node = makeNode(value, key)
        Flavor.readLock()
        cds_lfht_add(table, hash, node.link)
        Flavor.readUnlock()
    }

    /// Adds the value unless the key has one; returns whether it did. A value that is not added is destroyed.
    ///
    /// As long as only this and ``addReplace(_:forKey:)`` add, no key ever has two values. Lock-free; allowed inside a
    /// read section. A full barrier on both sides when the value is added.
    @inlinable
    @discardableResult
    public func addUnique(_ value: consuming Value, forKey key: Key) -> Bool {
        let hash = hash(of: key)
        let node = makeNode(value, key)
        Flavor.readLock()
        let winner = withProbe(for: key) { cds_lfht_add_unique(table, hash, hashTableNodeMatches, $0, node.link) }
        Flavor.readUnlock()
        guard winner == node.link else {
            // Nobody has seen the node: no grace period.
            Operations.destroy(node)
            return false
        }
        return true
    }

    /// Sets the value of the key, whether or not it has one; returns whether it replaced one.
    ///
    /// A concurrent lookup finds the old value or the new one, never neither. The old one is destroyed after a grace
    /// period. Lock-free; allowed inside a read section. A full barrier on both sides.
    @inlinable
    @discardableResult
    public func addReplace(_ value: consuming Value, forKey key: Key) -> Bool {
        let hash = hash(of: key)
        let node = makeNode(value, key)
        Flavor.readLock()
        let replaced = withProbe(for: key) { cds_lfht_add_replace(table, hash, hashTableNodeMatches, $0, node.link) }
        Flavor.readUnlock()
        guard let replaced else { return false }
        retire(UnsafeMutablePointer(link: replaced))
        return true
    }

    /// Removes one value of the key; returns whether there was one. It is destroyed after a grace period.
    ///
    /// Lock-free; allowed inside a read section. A full barrier on both sides when a value is removed.
    @inlinable
    @discardableResult
    public func remove(forKey key: Key) -> Bool {
        let hash = hash(of: key)
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        while let node = find(key, hash: hash) {
            if cds_lfht_del(table, node.link) == 0 {
                retire(node)
                return true
            }
            // Another thread removed or replaced this node first; a replacement is the key's value now.
        }
        return false
    }

    /// Removes every value that is in the table throughout the call; returns how many it removed.
    ///
    /// Lock-free, in one read section; allowed inside another.
    ///
    /// - Complexity: O(*n* + buckets)
    @inlinable
    @discardableResult
    public func removeAll() -> Int {
        var removed = 0
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        var iterator = cds_lfht_iter()
        cds_lfht_first(table, &iterator)
        while let link = iterator.node {
            if cds_lfht_del(table, link) == 0 {
                retire(UnsafeMutablePointer(link: link))
                removed += 1
            }
            cds_lfht_next(table, &iterator)
        }
        return removed
    }
}
