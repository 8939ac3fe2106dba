internal import Synchronization

extension IntervalIndex {
    /// Makes an interval one that ranges hit. It has its node, and keeps it until it is taken out.
    ///
    /// The tree's reference is the one that the caller's `entry` is retained with here.
    func insert(_ entry: IntervalEntry) {
        _ = Unmanaged.passRetained(entry)
        withLock { state in
            // That of no range to come.
            entry.sequence.store(state.sequence, ordering: .releasing)
            if state.isInvalidating {
                // Somebody may walk the tree: the last end puts it there, and until then starts look here as well.
                state.put(entry, isArriving: true)
            } else {
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
                state.take(entry, isArriving: true)
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

    /// The interval's sequence, or a reader that waits because a range of its addresses is open.
    func readBegin(_ entry: IntervalEntry) -> (sequence: UInt64, waiting: WaitingReader?) {
        withLock { state in
            guard state.holdsBack(entry) else { return (entry.sequence.load(ordering: .acquiring), nil) }
            let reader = WaitingReader(entry)
            state.waiters[ObjectIdentifier(reader)] = reader
            return (0, reader)
        }
    }

    /// Forgets a reader that waits no longer.
    func forget(_ reader: WaitingReader) {
        withLock { _ = $0.waiters.removeValue(forKey: ObjectIdentifier(reader)) }
    }
}
