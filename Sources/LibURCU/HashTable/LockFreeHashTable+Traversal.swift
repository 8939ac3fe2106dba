public import CLiburcu

extension LockFreeHashTable where Value: ~Copyable {
    /// Calls `body` with every key and value, in no particular order, inside one read section.
    ///
    /// A value that is in the table throughout is visited once; one that comes or goes meanwhile, once or not at all.
    /// `body` may change the table; it must not wait for a grace period.
    ///
    /// - Complexity: O(*n* + buckets)
    @inlinable
    public func forEach<Failure: Error>(_ body: (Key, borrowing Value) throws(Failure) -> Void) throws(Failure) {
        Flavor.readLock()
        defer { Flavor.readUnlock() }
        var iterator = cds_lfht_iter()
        cds_lfht_first(table, &iterator)
        while let link = iterator.node {
            let entry = Layout.element(of: UnsafeMutablePointer(link: link))
            try body(entry.pointee.key, entry.pointee.value)
            cds_lfht_next(table, &iterator)
        }
    }

    /// How many values a walk through the table meets: exact while nobody changes it.
    ///
    /// - Complexity: O(*n* + buckets)
    public var count: Int {
        var before = 0
        var count: UInt = 0
        var after = 0
        Flavor.readLock()
        cds_lfht_count_nodes(table, &before, &count, &after)
        Flavor.readUnlock()
        return Int(count)
    }

    /// Changes the number of buckets, rounded up to a power of two, within the limits given to `init`.
    ///
    /// Blocks: for other resizes and, to shrink, for grace periods. Outside any read section. Under ``QSBR`` no other
    /// thread may resize at the same time, and the table is ``Resizing/manual``: a thread that waits for another's
    /// resize is online, and that resize waits for it.
    public func resize(toBuckets buckets: Int) {
        cds_lfht_resize(table, Self.powerOfTwo(buckets))
    }
}
