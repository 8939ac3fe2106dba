internal import Synchronization

extension IntervalIndex {
    /// Whom a start has to tell.
    struct Hits {
        /// The tree, which stays as it is until the range's end; nil if nothing in it is hit.
        var root: IntervalEntry.Node.Pointer?
        /// Those that are hit and not in it yet.
        var arriving: [IntervalEntry] = []

        var isEmpty: Bool { root == nil && arriving.isEmpty }
    }

    /// Counts a range as open. Returns the intervals that are in the range.
    func begin(_ range: OpenRange) -> Hits {
        withLock { state in
            state.active += 1
            state.enlist(range)
            var hits = Hits()
            if let addresses = range.what?.addresses {
                if state.tree.overlaps(addresses) { hits.root = state.tree.root }
                IntervalTree.forEachOverlap(state.arriving.root, with: addresses) {
                    hits.arriving.append($0.takeUnretainedValue())
                }
            }
            // One of its own, so that a hit shows also to those who have begun since another range did.
            if !hits.isEmpty { state.sequence += state.isInvalidating ? 2 : 1 }
            range.sequence = state.sequence
            return hits
        }
    }

    /// Counts a range as closed, and lets those readers go on that it was the last for. The last of all lets the tree change.
    func end(_ range: OpenRange) {
        let (readers, gone) = withLock { state in
            state.delist(range)
            state.active -= 1
            var gone: [IntervalEntry] = []
            if state.active == 0, state.isInvalidating {
                state.sequence += 1
                gone = state.applyDeferred()
            }
            return (state.takeReaders(after: range), gone)
        }
        // Outside of the lock, as are the last references to those that are gone: they are the user's code.
        for reader in readers { reader.waiter.settle(.arrived) }
        for entry in gone { Unmanaged.passUnretained(entry).release() }
    }
}

extension IntervalIndex.State {
    /// Whether a reader of the interval must wait: a range of its addresses is open, or one that stands for others, whose addresses
    /// nobody knows.
    func holdsBack(_ entry: IntervalEntry) -> Bool {
        var next = firstOpen
        while let range = next {
            if range.holdsBack(entry.range) { return true }
            next = range.next
        }
        return false
    }

    /// The readers that nothing holds back any more, with the sequences that they begin with: a range that begins later changes those.
    /// Only those can be free that the range which has ended held back.
    mutating func takeReaders(after range: OpenRange) -> [WaitingReader] {
        guard !waiters.isEmpty else { return [] }
        let taken = waiters.values.filter { range.holdsBack($0.entry.range) && !holdsBack($0.entry) }
        for reader in taken {
            reader.sequence = reader.entry.sequence.load(ordering: .acquiring)
            waiters.removeValue(forKey: ObjectIdentifier(reader))
        }
        return taken
    }

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
        while let node = arriving.root {
            arriving.remove(node)
            node.pointee.value._withUnsafeGuaranteedRef { put($0) }
        }
        for entry in leaving { take(entry) }
        let gone = leaving
        leaving.removeAll()
        return gone
    }

    mutating func put(_ entry: IntervalEntry, isArriving: Bool = false) {
        guard let node = entry.node else { fatalError("an interval without a node was to be put into the tree") }
        if isArriving { arriving.insert(node) } else { tree.insert(node) }
        entry.place = isArriving ? .arriving : .tree
    }

    mutating func take(_ entry: IntervalEntry, isArriving: Bool = false) {
        guard let node = entry.node else { fatalError("an interval without a node was to be taken out of the tree") }
        if isArriving { arriving.remove(node) } else { tree.remove(node) }
        IntervalEntry.Node.destroy(node)
        entry.node = nil
        entry.place = .nowhere
    }
}
