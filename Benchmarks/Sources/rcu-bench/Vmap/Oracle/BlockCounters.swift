/// What an allocator counted in a run.
struct BlockCounters: Sendable, Equatable {
    var maps: Int
    var blocksAllocated: Int
    var blocksFreed: Int
    var blocksLive: Int
    /// Blocks that the longest walk of a queue looked at.
    var longestScan: Int
    /// Blocks that a walk looked at on average.
    var meanScan: Double
    var peakBlocks: Int
    /// Mappings of the reservation, now.
    var mappings: Int
}
