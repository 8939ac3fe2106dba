import BenchmarkKit

/// What gives pages and takes them back, as a type, so that the loop is compiled for each.
protocol PageSource: Sendable {
    func allocate(pages: Int) -> UnsafeMutableRawPointer
    /// From any thread.
    func free(_ address: UnsafeMutableRawPointer, pages: Int)
    /// One pair; with `touching`, the first byte of each page is written between.
    func cycle(pages: Int, touching: Bool)
    /// The same, with a look at the clock between its parts.
    func cycle(pages: Int, touching: Bool, into split: inout TickSplit)
    /// What the source counted; nil for one that has no blocks.
    var counters: BlockCounters? { get }
    /// Mappings that the kernel keeps for it now; nil where that is not known.
    var mappings: Int? { get }
}

extension PageSource {
    @inline(__always)
    func cycle(pages: Int, touching: Bool) {
        let address = allocate(pages: pages)
        PageTouch.escape(address)
        if touching { PageTouch.touch(address, pages: pages) }
        free(address, pages: pages)
    }

    @inline(__always)
    func cycle(pages: Int, touching: Bool, into split: inout TickSplit) {
        let began = Ticks.orderedNow
        let address = allocate(pages: pages)
        PageTouch.escape(address)
        let allocated = Ticks.orderedNow
        if touching { PageTouch.touch(address, pages: pages) }
        let touched = touching ? Ticks.orderedNow : allocated
        free(address, pages: pages)
        split.add(began: began, allocated: allocated, touched: touched, ended: Ticks.orderedNow)
    }

    var counters: BlockCounters? { nil }

    var mappings: Int? { nil }
}
