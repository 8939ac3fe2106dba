extension CPUQueue {
    /// `2^order` pages of the first block that has so many, or of a warm one. Under the lease.
    ///
    /// - Parameter isLast: whether the caller makes a new block when it gets nil; otherwise it will look again, and the walk is counted
    ///   then.
    /// - Returns: nil where a new block is needed.
    @inlinable
    @inline(__always)
    func take(order: Int, _ kind: BlockKind, isLast: Bool) -> Slot? {
        if let block = lists.pointee.head(kind) {
            let local = block.localState
            if _fastPath(local.free >= 1 &<< order) { return take(block, local, order, kind) }
        }
        return walk(order: order, kind, isLast: isLast)
    }

    @inlinable
    @inline(__always)
    func take(_ block: Block, _ local: LocalState, _ order: Int, _ kind: BlockKind) -> Slot {
        let new = local.taking(1 &<< order)
        let page = block.pages &- local.free
        block.setLocalState(new)
        block.setMark(.live(order: order), at: page)
        if _slowPath(new.free == 0) { retire(block, new, kind) }
        return Slot(block: block, page: page)
    }

    /// A block that is full leaves the list. The range that was just taken is live, so the block cannot be dead.
    @usableFromInline
    @inline(never)
    func retire(_ block: Block, _ local: LocalState, _ kind: BlockKind) {
        lists.pointee.remove(block, kind)
        counts.pointee.ranges.add(local.ranges)
        _ = block.merge(givingUp: 0)
    }

    @usableFromInline
    @inline(never)
    func walk(order: Int, _ kind: BlockKind, isLast: Bool) -> Slot? {
        var visited = 0
        var next = lists.pointee.head(kind)
        while let block = next {
            visited += 1
            let local = block.localState
            if local.free >= 1 << order {
                countWalk(visited)
                return take(block, local, order, kind)
            }
            next = block.links.pointee.next
        }
        guard !kind.isMapped, let block = lists.pointee.takeWarm() else {
            if isLast { countWalk(visited) }
            return nil
        }
        countWalk(visited)
        counts.pointee.warmBirths.increment()
        block.begin(queue: self, kind: kind, order: order)
        lists.pointee.insert(block, kind)
        return Slot(block: block, page: 0)
    }

    private func countWalk(_ visited: Int) {
        counts.pointee.longestWalk.raise(to: visited)
        if visited == 0 { counts.pointee.emptyWalks.increment() } else { counts.pointee.furtherVisits.add(visited - 1) }
    }
}
