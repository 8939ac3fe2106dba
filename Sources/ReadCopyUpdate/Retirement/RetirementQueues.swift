internal import Synchronization

/// Every thread's retirement queue, in a list that only grows, so that the reclaimer needs no lock.
struct RetirementQueues: ~Copyable, Sendable {
    private let newest = Atomic<UInt>(0)
    private let total = Atomic<Int>(0)

    var count: Int { total.load(ordering: .relaxed) }

    /// Makes a queue and adds it.
    func add(idle: UnsafeMutablePointer<Atomic<UInt32>>) -> RetirementQueue {
        let queue = RetirementQueue.make(idle: idle)
        total.wrappingAdd(1, ordering: .relaxed)
        var seen = newest.load(ordering: .relaxed)
        while true {
            queue.next = seen
            let result = newest.weakCompareExchange(expected: seen, desired: queue.address, ordering: .releasing)
            if result.exchanged { return queue }
            seen = result.original
        }
    }

    func forEach(_ body: (RetirementQueue) -> Void) {
        var address = newest.load(ordering: .acquiring)
        while let queue = RetirementQueue(at: address) {
            body(queue)
            address = queue.next
        }
    }

    /// Whether any thread has retired something that was not taken out.
    var hasPending: Bool {
        var address = newest.load(ordering: .acquiring)
        while let queue = RetirementQueue(at: address) {
            if queue.tail != queue.head { return true }
            address = queue.next
        }
        return false
    }

    /// In the child of a fork: what other threads have retired is the parent's to destroy, and leaks here.
    func keepOnly(_ own: RetirementQueue?) {
        own?.next = 0
        newest.store(own?.address ?? 0, ordering: .relaxed)
        total.store(own == nil ? 0 : 1, ordering: .relaxed)
    }
}
