/// What a long run had at most, early and in the end.
struct MixedGrowth: Sendable, Equatable {
    /// Blocks at the peak of the first tenth.
    var earlyPeakBlocks: Int
    /// Blocks at the peak of all.
    var peakBlocks: Int
    /// Mappings of the reservation, at most, over a hundred looks.
    var peakMappings: Int
}
