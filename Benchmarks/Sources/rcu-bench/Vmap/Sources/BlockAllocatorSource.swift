import BenchmarkKit
import BlockAllocator

/// This package's allocator, asked for addresses.
struct BlockAllocatorSource: PageSource {
    let allocator: BlockAllocator

    @inline(__always)
    func allocate(pages: Int) -> UnsafeMutableRawPointer {
        do {
            return try allocator.allocateAddress(pages: pages)
        } catch {
            Self.abort(pages: pages, error)
        }
    }

    @inline(__always)
    func free(_ address: UnsafeMutableRawPointer, pages: Int) {
        allocator.free(address)
    }

    var counters: BlockCounters? { BlockCounters(allocator.statistics) }

    var mappings: Int? { allocator.backing?.mappings }

    /// Out of line, so that the loop has only its call.
    @inline(never)
    static func abort(pages: Int, _ error: BlockAllocatorError) -> Never {
        BenchmarkAbort.abort("rcu-bench: vmap: no range of \(pages) pages: \(error)", status: .software)
    }
}
