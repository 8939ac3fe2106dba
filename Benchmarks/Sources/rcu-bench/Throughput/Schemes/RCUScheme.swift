import ReadCopyUpdate

/// This package's RCU, through the interface that its users have.
final class RCUScheme: ThroughputScheme {
    let pointer = RCUPointer<Canary>(Canary.allocate())

    func write(_ graveyard: inout Graveyard) {
        let old = pointer.exchange(Canary.allocate())
        RCU.synchronize()
        if let old { graveyard.bury(old) }
    }

    deinit {
        pointer.exchange(nil)?.deallocate()
    }
}
