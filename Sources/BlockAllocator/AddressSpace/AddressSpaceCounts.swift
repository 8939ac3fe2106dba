/// What happened to the reservation's blocks; guarded by the address space's lock.
struct AddressSpaceCounts {
    /// Lives that began and ended off the warm blocks of the queues.
    var births = 0
    var deaths = 0
    /// Blocks that are live, warm or dead: that have something behind them.
    var taken = 0
    var peakTaken = 0

    mutating func take(_ count: Int) {
        taken += count
        peakTaken = max(peakTaken, taken)
    }

    mutating func give(_ count: Int) { taken -= count }
}
