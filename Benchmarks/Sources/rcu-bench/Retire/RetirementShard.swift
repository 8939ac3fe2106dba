import Synchronization

/// One retiring thread's counts, where no other thread's counts are.
///
/// Only the thread itself counts what it retires; who destroys is the implementation's affair.
final class RetirementShard: Sendable {
    // Two cache lines apart: the one who destroys is not the one who retires.
    private let before = Padding()
    private let retiredCount = Atomic<Int>(0)
    private let between = Padding()
    private let destroyedCount = Atomic<Int>(0)
    private let after = Padding()

    private struct Padding: Sendable {
        let words: InlineArray<16, UInt64> = .init(repeating: 0)
    }

    var retired: Int { retiredCount.load(ordering: .relaxed) }

    var destroyed: Int { destroyedCount.load(ordering: .relaxed) }

    /// Counted before the object is given up, so that never more are destroyed than retired.
    @inline(__always)
    func countRetired() {
        retiredCount.store(retiredCount.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }

    @inline(__always)
    func countDestroyed() {
        destroyedCount.wrappingAdd(1, ordering: .relaxed)
    }
}
