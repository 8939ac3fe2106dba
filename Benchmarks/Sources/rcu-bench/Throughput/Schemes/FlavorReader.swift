import LibURCU

/// Reads as liburcu's own benchmark does: registered by hand, one lock and one unlock a section.
struct FlavorReader<Flavor: RCUFlavor>: ~Copyable, ThroughputReader {
    private let slot: CanarySlot

    init(_ scheme: FlavorScheme<Flavor>) {
        slot = scheme.slot
        Flavor.register()
    }

    @inline(__always)
    func read(dwell: Int) -> Bool {
        Flavor.readLock()
        let isIntact = slot.load().isIntact(afterDwelling: dwell)
        Flavor.readUnlock()
        return isIntact
    }

    @inline(__always)
    func quiescentState() {
        Flavor.quiescentState()
    }

    deinit {
        Flavor.unregister()
    }
}
