internal import Synchronization

/// One subscriber to all memory, from its registration to its end.
// Unchecked for `operations`, which are read in sections of `calls` and replaced when none can have the subscriber any more, and
// for `number`, which is set under the table's lock before the subscriber is published.
final class MemorySubscriber: @unchecked Sendable {
    /// Where a subscriber is in its life. Release is called by whoever brings it to `released`.
    enum Life {
        static let registering: UInt8 = 0
        static let registered: UInt8 = 1
        static let released: UInt8 = 2
    }

    /// In the order of registration, from 1.
    var number: UInt64 = 0
    private(set) var operations: MemoryOperations
    let life = Atomic<UInt8>(Life.registering)
    private let isUnregistered = Atomic<Bool>(false)

    init(_ operations: MemoryOperations) {
        self.operations = operations
    }

    /// Calls `release` if it never was, and the registration has succeeded. Returns whether it was this call's to do.
    ///
    /// In a section of `calls` that is open before the exchange: who finds the exchange made waits for the release by a grace period.
    ///
    /// Ordering: acquire and release, so that of two that try one does, and the other finds the exchange made.
    func releaseOnce() -> Bool {
        let swap = life.compareExchange(
            expected: Life.registered,
            desired: Life.released,
            ordering: .acquiringAndReleasing
        )
        if swap.exchanged { operations.release?() }
        return swap.exchanged
    }

    /// Makes it one whose end calls `release`. Under the table's lock.
    func register() {
        _ = life.compareExchange(
            expected: Life.registering,
            desired: Life.registered,
            ordering: .acquiringAndReleasing
        )
    }

    var isRegistering: Bool { life.load(ordering: .acquiring) == Life.registering }

    /// Whether this is the first to unregister it.
    func beginUnregistering() -> Bool { !isUnregistered.exchange(true, ordering: .relaxed) }

    /// Lets go of what the operations captured. Nobody can call them any more.
    func dropOperations() {
        operations = MemoryOperations()
    }
}
