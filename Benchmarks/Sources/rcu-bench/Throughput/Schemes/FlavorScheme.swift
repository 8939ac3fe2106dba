import LibURCU

/// A liburcu flavor, used as its own benchmark uses it.
final class FlavorScheme<Flavor: RCUFlavor>: ThroughputScheme {
    let slot = CanarySlot()

    func write(_ graveyard: inout Graveyard) {
        let old = slot.exchange(Canary.allocate())
        Flavor.synchronize()
        graveyard.bury(old)
    }

    deinit {
        slot.destroy()
    }
}
