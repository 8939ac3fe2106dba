import Atomics
import Synchronization

/// A canary that dies with its last reference.
final class CountedCanary: AtomicReference, Sendable {
    // Atomic, so that the optimiser must not drop the stores of an object that is about to go.
    private let word = Synchronization.Atomic<UInt64>(Canary.alive)
    private let complement = Synchronization.Atomic<UInt64>(~Canary.alive)

    @inline(__always)
    func isIntact(afterDwelling turns: Int) -> Bool {
        SpinLoop.dwell(turns)
        return word.load(ordering: .relaxed) ^ complement.load(ordering: .relaxed) == .max
    }

    deinit {
        word.store(Canary.poison, ordering: .relaxed)
        complement.store(Canary.poison, ordering: .relaxed)
    }
}
