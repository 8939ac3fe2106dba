import Glibc
import NIOConcurrencyHelpers

/// No protection at all: the limit that nothing can pass. Nothing is reclaimed, so there is nothing to verify.
///
/// Its writers publish once a millisecond instead of waiting for readers: writers in a loop would take the pointer's
/// cache line from the readers all the time, and the row would be no limit.
final class UnsynchronizedScheme: ThroughputScheme {
    let slot = CanarySlot()
    private let replaced = NIOLockedValueBox<[CanaryReference]>([])

    func write(_ graveyard: inout Graveyard) {
        let old = CanaryReference(slot.exchange(Canary.allocate()))
        replaced.withLockedValue { $0.append(old) }
        usleep(1000)
    }

    deinit {
        for canary in replaced.withLockedValue({ $0 }) {
            canary.address.deallocate()
        }
        slot.destroy()
    }
}
