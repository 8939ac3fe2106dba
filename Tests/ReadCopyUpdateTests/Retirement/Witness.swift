import Synchronization
import TestThreads

/// A value whose life is counted, and which knows its own end.
final class Witness: Sendable {
    private let live: SharedCounter
    private let word = Atomic<UInt64>(Canary.alive)

    var isAlive: Bool { word.load(ordering: .relaxed) == Canary.alive }

    init(_ live: SharedCounter) {
        self.live = live
        live.increment()
    }

    deinit {
        word.store(Canary.poison, ordering: .relaxed)
        live.decrement()
    }

    /// One in memory of its own.
    static func pointer(_ live: SharedCounter) -> UnsafeMutablePointer<Witness> {
        let pointer = UnsafeMutablePointer<Witness>.allocate(capacity: 1)
        pointer.initialize(to: Witness(live))
        return pointer
    }
}
