extension BlockAllocator {
    /// What an allocator has done, and what it holds.
    ///
    /// Each figure is one that was true at some moment of the call; while other threads work they need not fit together.
    public struct Statistics: Hashable, Sendable {
        /// Ranges handed out, ``directAllocations`` included.
        public internal(set) var allocations = 0
        /// Of these, those that were too large for a block.
        public internal(set) var directAllocations = 0
        /// Large ranges that are live.
        public internal(set) var directRanges = 0
        /// Lives of blocks that have begun; the next life of the same addresses counts again, as in the kernel.
        public internal(set) var blocksAllocated = 0
        /// Lives of blocks that have ended.
        public internal(set) var blocksFreed = 0
        /// Blocks between the two.
        public var blocksLive: Int { blocksAllocated - blocksFreed }
        /// The most bytes of addresses that had something behind them at one time: live, warm, or dead and not given back.
        public internal(set) var peakAddressBytes = 0
        /// The same now.
        public internal(set) var addressBytes = 0
        /// Bytes of dead blocks that keep their memory.
        public internal(set) var lazyBytes = 0
        /// The whole reservation.
        public internal(set) var reservedBytes = 0
        /// Pages of live blocks that are handed out, rounded up as they were.
        public internal(set) var usedPages = 0
        /// Pages of live blocks that have not been handed out yet.
        public internal(set) var freePages = 0
        /// Pages of live blocks that came back.
        public internal(set) var dirtyPages = 0
        /// Walks along a queue for a block with room: one for each range of a block.
        public internal(set) var walks = 0
        /// Blocks looked at in all of them, from the head of the queue; those that a shortcut passes are counted as well.
        public internal(set) var blocksVisited = 0
        /// The most in one walk.
        public internal(set) var longestWalk = 0
        /// Calls of ``BlockAllocator/flush()``, and those for want of memory.
        public internal(set) var flushes = 0
        /// Pages that flushes have revoked one stretch at a time; blocks given back whole are not counted.
        public internal(set) var flushedPages = 0
        /// Purges, forced ones included.
        public internal(set) var purges = 0
        /// Purges for want of addresses, memory or mappings.
        public internal(set) var forcedPurges = 0
        /// Blocks that purges have ended.
        public internal(set) var purgedBlocks = 0
        /// System calls that mapped frames.
        public internal(set) var mapCalls = 0
        /// Revocations that the system refused, for want of mappings; tried again later.
        public internal(set) var failedRevocations = 0
        /// Announcements that a subscriber of the memory notifiers refused, as it would have had to wait; the memory stayed for later.
        public internal(set) var refusedAnnouncements = 0
        /// Units of 2 MiB that were to be huge pages and are small ones: refused advice, and what populating found.
        public internal(set) var hugePageFallbacks = 0
        /// Units of 2 MiB that are split.
        public internal(set) var splitUnits = 0
        /// Huge pages that ``PageRange/collapse()`` brought back, as requests.
        public internal(set) var collapses = 0
        /// Requests of a collapse that failed or were held back.
        public internal(set) var failedCollapses = 0
        /// How often a queue was given up by a worker that left; see `installDrain(on:at:limit:)`.
        public internal(set) var drainedQueues = 0
        /// How often a queue was taken from the thread that it leaned towards.
        public internal(set) var leaseRevocations = 0
    }

    /// What happened until now.
    ///
    /// - Complexity: time in proportion to the blocks in use; no lock but the address space's, for a moment.
    public var statistics: Statistics { core.statistics }

    /// How much memory huge pages back, how much is resident, and how many mappings the reservation has, as the kernel tells it.
    ///
    /// - Complexity: time in proportion to the resident memory, and to the process's mappings.
    /// - Returns: nil where the system does not tell.
    public var backing: (hugeBytes: Int, residentBytes: Int, mappings: Int)? {
        let bytes = UnsafeRawBufferPointer(
            start: core.reservation.base,
            count: core.space.summary.frontier << core.reservation.blockShift
        )
        let start = UInt(bitPattern: core.reservation.base)
        guard let backing = HugeBacking(of: bytes),
            let census = MappingCensus(of: start..<start + UInt(core.reservation.byteCount))
        else { return nil }
        return (backing.hugeBytes, backing.residentBytes, census.mappings)
    }
}
