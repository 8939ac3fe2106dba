internal import Synchronization

/// Every thread's retirement queue, in a list that only grows, so that the reclaimer needs no lock.
struct RetirementQueues: ~Copyable, Sendable {
    private let newest = Atomic<UInt>(0)
    private let total = Atomic<Int>(0)

    var count: Int { total.load(ordering: .relaxed) }

    /// Makes a queue and adds it.
    func add(idle: UnsafeMutablePointer<Atomic<UInt32>>) -> UnsafeMutablePointer<RetirementQueue> {
        // Alone on its cache lines: the owner writes it at each retirement.
        let queue = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<RetirementQueue>.stride + 128,
            alignment: 128
        ).initializeMemory(as: RetirementQueue.self, to: RetirementQueue(idle: idle))
        total.wrappingAdd(1, ordering: .relaxed)
        var seen = newest.load(ordering: .relaxed)
        while true {
            queue.pointee.next = seen
            let result = newest.weakCompareExchange(
                expected: seen,
                desired: UInt(bitPattern: queue),
                ordering: .releasing
            )
            if result.exchanged { return queue }
            seen = result.original
        }
    }

    func forEach(_ body: (UnsafeMutablePointer<RetirementQueue>) -> Void) {
        var address = newest.load(ordering: .acquiring)
        while let queue = UnsafeMutablePointer<RetirementQueue>(bitPattern: address) {
            body(queue)
            address = queue.pointee.next
        }
    }

    /// Whether any thread has retired something that was not taken out.
    var hasPending: Bool {
        var address = newest.load(ordering: .acquiring)
        while let queue = UnsafeMutablePointer<RetirementQueue>(bitPattern: address) {
            if queue.pointee.tail.load(ordering: .acquiring) != queue.pointee.head.load(ordering: .relaxed) {
                return true
            }
            address = queue.pointee.next
        }
        return false
    }

    /// In the child of a fork: what other threads have retired is the parent's to destroy, and leaks here.
    func keepOnly(_ own: UnsafeMutablePointer<RetirementQueue>?) {
        own?.pointee.next = 0
        newest.store(UInt(bitPattern: own), ordering: .relaxed)
        total.store(own == nil ? 0 : 1, ordering: .relaxed)
    }
}
