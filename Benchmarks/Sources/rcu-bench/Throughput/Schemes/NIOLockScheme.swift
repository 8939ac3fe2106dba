import NIOConcurrencyHelpers

/// The value in SwiftNIO's `NIOLockedValueBox`, a `pthread_mutex_t`: what servers use today.
final class NIOLockScheme: ThroughputScheme {
    let box = NIOLockedValueBox(CanaryReference(Canary.allocate()))

    func write(_ graveyard: inout Graveyard) {
        let new = CanaryReference(Canary.allocate())
        let old = box.withLockedValue { current in
            let old = current
            current = new
            return old
        }
        graveyard.bury(old.address)
    }

    deinit {
        box.withLockedValue { $0 }.address.deallocate()
    }
}
