import CBenchmarkShims
import Synchronization

/// A bounded queue from one thread to one other.
///
/// `@unchecked Sendable`: a slot belongs to the producer until `filled` passes it, and then to the consumer until `emptied` does.
final class PageRing: @unchecked Sendable {
    struct Item {
        let address: UnsafeMutableRawPointer
        let pages: Int
    }

    private static let capacity = 1024

    private let slots = UnsafeMutablePointer<Item>.allocate(capacity: capacity)
    private let before = Padding()
    /// Items pushed in all.
    private let filled = Atomic<Int>(0)
    private let between = Padding()
    /// Items popped in all.
    private let emptied = Atomic<Int>(0)
    private let after = Padding()

    private struct Padding: Sendable {
        let words: InlineArray<16, UInt64> = .init(repeating: 0)
    }

    deinit { slots.deallocate() }

    /// Waits for room. Only the producer calls it.
    @inline(__always)
    func push(_ item: Item) {
        let index = filled.load(ordering: .relaxed)
        // Acquiring: the consumer has read the slot that is written next.
        while index &- emptied.load(ordering: .acquiring) == Self.capacity { CBenchmarkShims_pause() }
        (slots + index % Self.capacity).initialize(to: item)
        filled.store(index &+ 1, ordering: .releasing)
    }

    /// Waits for an item. Only the consumer calls it.
    @inline(__always)
    func pop() -> Item {
        let index = emptied.load(ordering: .relaxed)
        // Acquiring: what the producer wrote into the slot.
        while filled.load(ordering: .acquiring) == index { CBenchmarkShims_pause() }
        let item = slots[index % Self.capacity]
        emptied.store(index &+ 1, ordering: .releasing)
        return item
    }
}
