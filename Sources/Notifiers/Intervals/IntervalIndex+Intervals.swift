internal import Synchronization

extension IntervalIndex {
    /// Makes an interval one that ranges hit. It has its node, and keeps it until it is taken out.
    ///
    /// The tree's reference is the one that the caller's `entry` is retained with here.
    func insert(_ entry: IntervalEntry) {
        _ = Unmanaged.passRetained(entry)
        withLock { state in
            if state.active == 0 {
                // No range is open: an odd sequence of an earlier time, which is that of no range to come.
                entry.sequence.store(state.sequence - 1, ordering: .releasing)
                state.put(entry)
            } else if state.isInvalidating {
                // Somebody may walk the tree. As if it had been hit: readers wait for the last end, which puts it there.
                entry.sequence.store(state.sequence, ordering: .releasing)
                entry.place = .arriving
                state.arriving.append(entry)
            } else {
                // Nobody walks. One of the ranges may be this interval's.
                state.sequence |= 1
                entry.sequence.store(state.sequence, ordering: .releasing)
                state.put(entry)
            }
        }
    }

    /// Takes an interval out again, now or at the last end. Its state is gone: what is no longer announced to it is none of its own.
    func remove(_ entry: IntervalEntry) {
        entry.isDead.store(true, ordering: .releasing)
        let isGone = withLock { state in
            switch entry.place {
            case .arriving:
                state.arriving.removeAll { $0 === entry }
                entry.place = .nowhere
                if let node = entry.node { IntervalEntry.Node.destroy(node) }
                entry.node = nil
                return true
            case .tree where state.isInvalidating:
                entry.place = .leaving
                state.leaving.append(entry)
                return false
            case .tree:
                state.take(entry)
                return true
            case .nowhere, .leaving: fatalError("an interval was removed that had not been inserted")
            }
        }
        if isGone { Unmanaged.passUnretained(entry).release() }
    }

    /// The interval's sequence, and a waiter if a range that may be its own is open, for a reader to wait with.
    func readBegin(_ entry: IntervalEntry) -> (sequence: UInt64, waiter: MemoryWaiter?) {
        withLock { state in
            let sequence = entry.sequence.load(ordering: .acquiring)
            guard sequence == state.sequence, state.isInvalidating else { return (sequence, nil) }
            let waiter = MemoryWaiter()
            state.waiters[ObjectIdentifier(waiter)] = waiter
            return (sequence, waiter)
        }
    }

    /// Forgets a waiter that waits no longer.
    func forget(_ waiter: MemoryWaiter) {
        withLock { _ = $0.waiters.removeValue(forKey: ObjectIdentifier(waiter)) }
    }
}
