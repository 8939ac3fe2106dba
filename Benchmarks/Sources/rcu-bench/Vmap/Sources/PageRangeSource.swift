import BenchmarkKit
import BlockAllocator

/// This package's allocator, asked for ranges that return themselves.
struct PageRangeSource: PageSource {
    let allocator: BlockAllocator

    @inline(__always)
    private func range(pages: Int) -> PageRange {
        do {
            return try allocator.allocate(pages: pages)
        } catch {
            BlockAllocatorSource.abort(pages: pages, error)
        }
    }

    @inline(__always)
    func cycle(pages: Int, touching: Bool) {
        let range = range(pages: pages)
        PageTouch.escape(range.baseAddress)
        if touching { PageTouch.touch(range.baseAddress, pages: pages) }
        range.release()
    }

    @inline(__always)
    func cycle(pages: Int, touching: Bool, into split: inout TickSplit) {
        let began = Ticks.orderedNow
        let range = range(pages: pages)
        PageTouch.escape(range.baseAddress)
        let allocated = Ticks.orderedNow
        if touching { PageTouch.touch(range.baseAddress, pages: pages) }
        let touched = touching ? Ticks.orderedNow : allocated
        range.release()
        split.add(began: began, allocated: allocated, touched: touched, ended: Ticks.orderedNow)
    }

    func allocate(pages: Int) -> UnsafeMutableRawPointer {
        range(pages: pages).take()
    }

    func free(_ address: UnsafeMutableRawPointer, pages: Int) {
        allocator.free(address)
    }

    var counters: BlockCounters? { BlockCounters(allocator.statistics) }

    var mappings: Int? { allocator.backing?.mappings }
}
