/// Loads the pointer and looks.
struct UnsynchronizedReader: ~Copyable, ThroughputReader {
    private let slot: CanarySlot

    init(_ scheme: UnsynchronizedScheme) {
        slot = scheme.slot
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        slot.load().isIntact(afterDwelling: dwell)
    }
}
