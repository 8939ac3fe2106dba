import BlockAllocator

extension BlockCounters {
    /// What the allocator itself counts.
    init(_ statistics: BlockAllocator.Statistics) {
        self.init(
            maps: statistics.allocations,
            blocksAllocated: statistics.blocksAllocated,
            blocksFreed: statistics.blocksFreed,
            blocksLive: statistics.blocksLive,
            longestScan: statistics.longestWalk,
            meanScan: statistics.walks > 0 ? Double(statistics.blocksVisited) / Double(statistics.walks) : 0,
            peakAddressBytes: statistics.peakAddressBytes
        )
    }
}
