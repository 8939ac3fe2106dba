import Atomics

/// The value as a class instance behind swift-atomics' strong atomic reference; reference counts are its grace period.
final class AtomicReferenceScheme: ThroughputScheme {
    let reference = ManagedAtomic(CountedCanary())

    func write(_ graveyard: inout Graveyard) {
        // The exchange returns the old instance; it dies, and is poisoned, when the last reader lets go of it.
        _ = reference.exchange(CountedCanary(), ordering: .acquiringAndReleasing)
    }
}
