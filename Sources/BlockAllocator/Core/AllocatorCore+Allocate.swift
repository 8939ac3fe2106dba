internal import Glibc
internal import Synchronization

extension AllocatorCore {
    /// The whole way: for what the fast path leaves.
    func allocate(pages: Int, _ kind: BlockKind) throws(BlockAllocatorError) -> PageRange {
        try check(pages)
        // At least one page beyond the range, if it is to be a guard.
        let needed = pages + (configuration.guardPages ? 1 : 0)
        guard needed <= BlockAllocator.largestBlockRange else {
            return try allocateDirect(pages: pages, isMapped: false)
        }
        let order = SizeClass.order(ofSmall: needed)
        return try untilExhausted(pages) { () throws(BlockAllocatorError) in
            let slot = try takeSlot(order: order, kind, pages: pages)
            do throws(BlockAllocatorError) {
                try prepare(slot, pages: pages, order: order)
            } catch {
                slot.block.releaseOwned(slot.page)
                throw error
            }
            return PageRange(slot, pages: pages)
        }
    }

    /// Sizes are compared before they are rounded, so that none overflows. ``PageRange`` counts its pages in 32 bits.
    func check(_ pages: Int) throws(BlockAllocatorError) {
        let available = (reservation.byteCount >> PageSize.shift) - (configuration.guardPages ? 1 : 0)
        let maximum = min(available, Int(Int32.max))
        guard pages >= 1 && pages <= maximum else { throw .invalidPageCount(pages, maximum: maximum) }
    }

    /// `2^order` pages of a block, a new one if need be.
    func takeSlot(order: Int, _ kind: BlockKind, pages: Int) throws(BlockAllocatorError) -> Slot {
        let me = LeaseHolder.current
        // Moved to another processor, the thread takes the lease there from nobody as long as it has its own.
        let queue = leasedQueue(of: me) ?? currentQueue
        if queue.lease.pointee.tryEnter(me) {
            // For the next time: the thread has used another allocator meanwhile.
            me.lastQueue.pointee = queue.name.pointee
            let slot = queue.take(order: order, kind, isLast: true)
            queue.lease.pointee.leave(me)
            if let slot { return slot }
        } else if let slot = queue.whileSeized({ queue.take(order: order, kind, isLast: true) }) {
            return slot
        }
        return try makeBlock(order: order, kind, queue, pages: pages)
    }

    /// A block that is new to its queue, with its first range taken already.
    ///
    /// In this order: all of it is initialised; the index leads to it; the list has it. Who finds it through either finds it whole,
    /// and as the first range is live until its taker has it, nobody can take the block away in between.
    private func makeBlock(
        order: Int,
        _ kind: BlockKind,
        _ queue: CPUQueue,
        pages: Int
    ) throws(BlockAllocatorError) -> Slot {
        let block: Block
        if !kind.isMapped, let dead = space.takeDeadBlock() {
            block = dead
            do throws(BlockAllocatorError) {
                if block.hasGuards.pointee.load(ordering: .relaxed) { try removeGuards(of: block, pages: pages) }
            } catch {
                _ = space.putDead(DeadRange(block))
                throw error
            }
            block.begin(queue: queue, kind: kind, order: order)
        } else {
            guard let position = space.takeClean(1) else { throw exhaustedAddresses(pages) }
            let run = BlockRun(first: position, count: 1)
            if !kind.isMapped {
                do throws(BlockAllocatorError) {
                    try commit(run, pages: pages)
                } catch {
                    space.putClean(run)
                    throw error
                }
            }
            block = Block.allocate(
                base: reservation.address(ofBlock: position),
                pages: configuration.blockPages,
                position: position,
                core: self,
                queue: queue,
                kind: kind
            )
            block.begin(queue: queue, kind: kind, order: order)
            index.set(.block(block), at: position)
            space.countBirth()
        }
        queue.whileEntered { queue.insert(block, kind) }
        return Slot(block: block, page: 0)
    }

    /// What the configuration wants done with memory before it is handed out.
    private func prepare(_ slot: Slot, pages: Int, order: Int) throws(BlockAllocatorError) {
        let start = slot.address
        if configuration.zeroOnReuse && slot.block.fixed.pointee.lives > 1 {
            memset(start, 0, pages << PageSize.shift)
        }
        if configuration.guardPages {
            let guarded = UnsafeMutableRawBufferPointer(
                start: start + pages << PageSize.shift,
                count: ((1 << order) - pages) << PageSize.shift
            )
            slot.block.hasGuards.pointee.store(true, ordering: .relaxed)
            try installGuard(guarded, pages: pages)
        }
    }
}
