internal import Synchronization

/// Waiters that anyone may add and one may take: a stack, taken as a whole, so that no address can come back in between.
struct WaiterStack: ~Copyable, Sendable {
    private let top = Atomic<UInt>(0)

    /// - Ordering: sequentially consistent.
    var isEmpty: Bool { top.load(ordering: .sequentiallyConsistent) == 0 }

    /// - Ordering: sequentially consistent.
    func push(_ waiter: Waiter) {
        let node = Unmanaged.passRetained(waiter)
        var seen = top.load(ordering: .relaxed)
        while true {
            waiter.next = seen
            let result = top.weakCompareExchange(
                expected: seen,
                desired: UInt(bitPattern: node.toOpaque()),
                ordering: .sequentiallyConsistent
            )
            if result.exchanged { return }
            seen = result.original
        }
    }

    /// Takes all, and calls `body` with each, the newest first.
    func takeAll(_ body: (Waiter) -> Void) {
        var node = top.exchange(0, ordering: .sequentiallyConsistent)
        while let current = UnsafeRawPointer(bitPattern: node) {
            let waiter = Unmanaged<Waiter>.fromOpaque(current).takeRetainedValue()
            // Read first: a waiter that is resumed may be gone.
            node = waiter.next
            body(waiter)
        }
    }

    /// In the child of a fork: the tasks' threads are the parent's. What was there leaks.
    func forgetAfterFork() {
        top.store(0, ordering: .relaxed)
    }
}
