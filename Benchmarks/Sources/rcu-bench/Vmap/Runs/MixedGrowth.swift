/// What a long run had at most, early and in the end.
struct MixedGrowth: Sendable, Equatable {
    /// Address space in use at the peak of the first tenth.
    var earlyPeakBytes = 0
    /// Address space in use at the peak of all.
    var peakBytes = 0
    /// Mappings that the kernel keeps for the reservation, at most, over a hundred looks; nil where it does not tell.
    var peakMappings: Int?
}
