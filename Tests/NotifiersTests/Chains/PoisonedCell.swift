import Synchronization
import TestThreads

/// What one subscription's callback uses, in plain memory: whoever reads it after it was given back finds poison, or races, which
/// ThreadSanitizer sees.
///
/// Cells are never freed while callbacks may run, so that a late one is counted and does not crash.
final class PoisonedCell: @unchecked Sendable {
    private static let alive: UInt64 = 0xA11_7E00_A11_7E00
    private static let poison: UInt64 = 0xDEAD_DEAD_DEAD_DEAD

    private let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 2)

    init() { words.initialize(repeating: Self.poison, count: 2) }

    deinit { words.deallocate() }

    /// Before the callback may run.
    func revive() { words.update(repeating: Self.alive, count: 2) }

    /// When it must not run any more.
    func bury() { words.update(repeating: Self.poison, count: 2) }

    /// In the callback, at its begin and at its end.
    var isAlive: Bool { words[0] == Self.alive && words[1] == Self.alive }
}
