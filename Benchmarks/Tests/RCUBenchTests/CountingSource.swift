import Synchronization

@testable import rcu_bench

/// Memory of malloc, and what was asked for.
final class CountingSource: PageSource {
    private let allocated = Mutex<[Int]>([])
    private let freed = Mutex<[Int]>([])

    /// The sizes that were allocated, in their order.
    var allocations: [Int] { allocated.withLock { $0 } }
    /// The sizes that were freed, in their order.
    var frees: [Int] { freed.withLock { $0 } }

    func allocate(pages: Int) -> UnsafeMutableRawPointer {
        allocated.withLock { $0.append(pages) }
        return .allocate(byteCount: pages * PageTouch.pageBytes, alignment: 16)
    }

    func free(_ address: UnsafeMutableRawPointer, pages: Int) {
        freed.withLock { $0.append(pages) }
        address.deallocate()
    }
}
