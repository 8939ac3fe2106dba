internal import ReadCopyUpdate
internal import Synchronization

extension MemoryNotifiers {
    /// Makes `entry` one that ranges hit.
    ///
    /// The list is published before the interval is inserted, or was there: a range that begins later is counted in the index. One
    /// that began before and found no list is stood for in the index, see `publish`.
    func insert(_ entry: IntervalEntry) throws(MemoryNotifierError) {
        let bytes = MemoryLayout<IntervalEntry.Node>.size
        if fails(.allocate) { throw .outOfMemory(bytes: bytes) }
        guard let node = IntervalEntry.Node.make(entry.range, Unmanaged.passUnretained(entry)) else {
            throw .outOfMemory(bytes: bytes)
        }
        do throws(MemoryNotifierError) {
            try table.withLock { (state) throws(MemoryNotifierError) in
                if isClosed { throw .closing }
                if fails(.publish) { throw .outOfMemory(bytes: MemoryLayout<MemorySubscriberList>.size) }
                state.intervalCount += 1
                if state.intervalCount == 1, state.subscribers.isEmpty { publish(state) }
            }
        } catch {
            IntervalEntry.Node.destroy(node)
            throw error
        }
        entry.node = node
        index.insert(entry)
    }

    /// Drops an interval's state, takes it out, and waits for those who may have it. The second time it does nothing.
    ///
    /// **The state first, while starts still find the interval**: it has second mappings, and a start that did not find it would take
    /// the memory from under them. Under the entry's lock, see ``IntervalEntry/dropState(registry:)``; from then on the callback is
    /// not called.
    ///
    /// The grace period is of `calls`: sections that began later find the entry dead, or do not find it.
    func remove(_ entry: IntervalEntry) {
        guard beginRemoving(entry) else { return }
        entry.dropState(registry: identifier)
        takeOut(entry)
        calls.synchronize()
        entry.dropCallback()
    }

    nonisolated(nonsending) func remove(_ entry: IntervalEntry) async {
        guard beginRemoving(entry) else { return }
        // Who has the lock is a callback, in a section: nobody else has the subscription. Not waited for by the lock, which would hold the thread.
        while !entry.tryToDropState(registry: identifier) { await calls.synchronize() }
        takeOut(entry)
        await calls.synchronize()
        entry.dropCallback()
    }

    private func beginRemoving(_ entry: IntervalEntry) -> Bool {
        // Set by the owner of the subscription alone.
        guard !entry.isDead.load(ordering: .relaxed) else { return false }
        requireOutside("remove")
        return true
    }

    private func takeOut(_ entry: IntervalEntry) {
        index.remove(entry)
        table.withLock { state in
            state.intervalCount -= 1
            if state.intervalCount == 0, state.subscribers.isEmpty { publish(state) }
        }
    }
}
