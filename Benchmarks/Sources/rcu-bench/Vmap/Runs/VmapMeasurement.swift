/// What one run found.
struct VmapMeasurement: Sendable {
    /// Pairs of the run that the counters are of.
    var maps: Int
    var counters: BlockCounters?
    var nanosecondsPerPair: Double?
    var pairsPerSecond: Double?
    var mapNanoseconds: Double?
    var unmapNanoseconds: Double?
    /// Of a long run: what bounded its address space.
    var growth: MixedGrowth?
}
