import Synchronization
import TestThreads

/// The words of all canaries of a test, which are freed only with it.
final class CanaryArena: Sendable {
    let live = SharedCounter()
    private let next = Atomic<Int>(0)
    private let capacity: Int
    // Shared on purpose: every word is atomic, and the memory lives as long as the arena.
    private nonisolated(unsafe) let words: UnsafeMutablePointer<Atomic<UInt8>>

    init(capacity: Int) {
        self.capacity = capacity
        words = .allocate(capacity: capacity)
        for slot in 0..<capacity { (words + slot).initialize(to: Atomic(0)) }
    }

    deinit {
        words.deallocate()
    }

    func claim() -> Int {
        let slot = next.wrappingAdd(1, ordering: .relaxed).oldValue
        precondition(slot < capacity, "the arena has room for \(capacity) canaries")
        words[slot].store(1, ordering: .relaxed)
        live.increment()
        return slot
    }

    func poison(_ slot: Int) {
        words[slot].store(2, ordering: .relaxed)
        live.decrement()
    }

    func isAlive(_ slot: Int) -> Bool {
        words[slot].load(ordering: .relaxed) == 1
    }
}
