extension IntervalIndex {
    /// What a start has to walk: nothing, or a tree that stays as it is until the range's end.
    typealias Root = IntervalEntry.Node.Pointer

    /// Counts a range as open. Returns the tree if some interval of it is in the range.
    func begin(_ range: OpenRange) -> Root? {
        withLock { state in
            state.active += 1
            state.enlist(range)
            guard let addresses = range.what?.addresses, state.tree.overlaps(addresses) else {
                range.sequence = state.sequence
                return nil
            }
            state.sequence |= 1
            range.sequence = state.sequence
            return state.tree.root
        }
    }

    /// Counts a range as closed. The last one lets the readers go on, and the tree change.
    func end(_ range: OpenRange) {
        let (waiters, gone) = withLock { state in
            state.delist(range)
            state.active -= 1
            guard state.active == 0, state.isInvalidating else { return ([MemoryWaiter](), [IntervalEntry]()) }
            state.sequence += 1
            let gone = state.applyDeferred()
            let waiters = Array(state.waiters.values)
            state.waiters.removeAll()
            return (waiters, gone)
        }
        // Outside of the lock, as are the last references to those that are gone: they are the user's code.
        for waiter in waiters { waiter.settle(.arrived) }
        for entry in gone { Unmanaged.passUnretained(entry).release() }
    }
}

extension IntervalIndex.State {
    mutating func enlist(_ range: OpenRange) {
        range.next = firstOpen
        firstOpen?.previous = range
        firstOpen = range
    }

    mutating func delist(_ range: OpenRange) {
        let next = range.next
        next?.previous = range.previous
        if let previous = range.previous {
            previous.next = next
        } else {
            firstOpen = next
        }
        range.next = nil
        range.previous = nil
    }

    /// What was left to the last end. Returns those whose reference, the tree's, the caller releases.
    mutating func applyDeferred() -> [IntervalEntry] {
        for entry in arriving { put(entry) }
        for entry in leaving { take(entry) }
        let gone = leaving
        arriving.removeAll()
        leaving.removeAll()
        return gone
    }

    mutating func put(_ entry: IntervalEntry) {
        guard let node = entry.node else { fatalError("an interval without a node was to be put into the tree") }
        tree.insert(node)
        entry.place = .tree
    }

    mutating func take(_ entry: IntervalEntry) {
        guard let node = entry.node else { fatalError("an interval without a node was to be taken out of the tree") }
        tree.remove(node)
        IntervalEntry.Node.destroy(node)
        entry.node = nil
        entry.place = .nowhere
    }
}
