extension CPUQueue {
    /// `2^order` pages of the first block that has so many, or of a warm one. Under the lease.
    ///
    /// - Parameter isLast: whether the caller makes a new block when it gets nil; otherwise it will look again, and the miss is counted
    ///   then.
    /// - Returns: nil where a new block is needed.
    @inlinable
    @inline(__always)
    func take(order: Int, _ kind: BlockKind, isLast: Bool) -> Slot? {
        let fits = firstFits(kind)
        if let block = fits.block(order).pointee {
            let local = block.localState
            if _fastPath(local.free >= 1 &<< order) { return take(block, local, order, fits.rank(order).pointee, kind) }
        }
        return search(order: order, kind, isLast: isLast)
    }

    @inlinable
    @inline(__always)
    func take(_ block: Block, _ local: LocalState, _ order: Int, _ rank: Int32, _ kind: BlockKind) -> Slot {
        let new = local.taking(1 &<< order)
        let page = block.pages &- local.free
        block.setLocalState(new)
        block.setMark(.live(order: order), at: page)
        counts.pointee.count(walk: Int(truncatingIfNeeded: rank))
        if _slowPath(new.free == 0) { retire(block, new, kind) }
        return Slot(block: block, page: page)
    }

    /// A block that is full leaves the list. The range that was just taken is live, so the block cannot be dead.
    @usableFromInline
    @inline(never)
    func retire(_ block: Block, _ local: LocalState, _ kind: BlockKind) {
        remove(block, kind)
        counts.pointee.ranges.add(local.ranges)
        _ = block.merge(givingUp: 0)
    }

    @usableFromInline
    @inline(never)
    func search(order: Int, _ kind: BlockKind, isLast: Bool) -> Slot? {
        let fits = firstFits(kind)
        if let (block, local) = fits.advance(order) {
            return take(block, local, order, fits.rank(order).pointee, kind)
        }
        let warm = kind.isMapped ? nil : lists.pointee.takeWarm()
        if warm != nil || isLast {
            counts.pointee.count(walk: Int(fits.count.pointee))
        }
        guard let block = warm else { return nil }
        counts.pointee.warmBirths.increment()
        block.begin(queue: self, kind: kind, order: order)
        insert(block, kind)
        return Slot(block: block, page: 0)
    }
}
