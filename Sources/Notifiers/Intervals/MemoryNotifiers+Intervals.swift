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

    /// Takes an interval out, waits until its callback does not run, and calls `drop`. The second time it does nothing.
    ///
    /// The grace period is of `calls`: sections that began later find the entry dead.
    func remove(_ entry: IntervalEntry, _ drop: () -> Void) {
        guard beginRemoving(entry) else { return }
        calls.synchronize()
        drop()
    }

    nonisolated(nonsending) func remove(_ entry: IntervalEntry, _ drop: () -> Void) async {
        guard beginRemoving(entry) else { return }
        await calls.synchronize()
        drop()
    }

    private func beginRemoving(_ entry: IntervalEntry) -> Bool {
        guard !entry.isDead.load(ordering: .relaxed) else { return false }
        requireOutside("remove")
        index.remove(entry)
        table.withLock { state in
            state.intervalCount -= 1
            if state.intervalCount == 0, state.subscribers.isEmpty { publish(state) }
        }
        return true
    }
}
