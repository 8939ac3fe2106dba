internal import AsymmetricFences
internal import CLiburcu
internal import CLiburcuShims

/// The end of a hash table that nobody refers to any more.
///
/// liburcu's resizing thread may still be at work in it. So the nodes are removed under read sections and freed after a
/// grace period, and the table is destroyed by a call that may wait for that thread: neither is possible where the last
/// reference happens to be dropped, nor in a flavor's own callback thread, for which a fork waits.
struct HashTableTeardown {
    let table: OpaquePointer
    let flavor: any LibURCUFlavor.Type

    /// Has ``CallbackThread/teardown`` do it.
    func queue() {
        let teardown = UnsafeMutablePointer<HashTableTeardown>.allocate(capacity: 1)
        teardown.initialize(to: self)
        CallbackThread.teardown.enqueue(
            { argument in
                guard let teardown = argument?.assumingMemoryBound(to: HashTableTeardown.self) else { return }
                teardown.move().run()
                teardown.deallocate()
            },
            teardown
        )
    }

    private func run() {
        flavor.register()
        var removed = removeAll()
        flavor.synchronize()
        // liburcu 0.13 waits here for its resizing thread, whose grace periods a thread that is online would hold up.
        flavor.flavorStruct.pointee.thread_offline()
        let failure = cds_lfht_destroy(table, nil)
        flavor.flavorStruct.pointee.thread_online()
        require(failure == 0, "cds_lfht_destroy failed with errno \(-failure)")
        while let head = removed {
            removed = head.next
            destroyHashTableNode(head)
        }
        flavor.unregister()
    }

    /// Empties the table into a chain.
    private func removeAll() -> UnsafeMutablePointer<rcu_head>? {
        var removed: UnsafeMutablePointer<rcu_head>?
        flavor.readLock()
        var iterator = cds_lfht_iter()
        cds_lfht_first(table, &iterator)
        while let link = iterator.node {
            if cds_lfht_del(table, link) == 0 {
                let head = UnsafeMutablePointer<HashTableNode>(link: link).head
                head.setNext(removed)
                removed = head
            }
            cds_lfht_next(table, &iterator)
        }
        flavor.readUnlock()
        return removed
    }
}
