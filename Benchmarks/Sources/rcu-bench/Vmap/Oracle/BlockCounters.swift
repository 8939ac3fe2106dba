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
    /// Address space that was in use at the peak: of live blocks, and of dead ones that wait for their next use.
    var peakAddressBytes: Int
}
