/// The ranges that are live in a long run, each until chance has another one take its place.
struct MixedWindow {
    private var generator = FixedGenerator()
    private var ranges: [PageRing.Item?]

    init(liveRanges: Int) {
        ranges = .init(repeating: nil, count: liveRanges)
    }

    @inline(never)
    mutating func run<Source: PageSource>(_ operations: Int, on source: Source) {
        for _ in 0..<operations {
            let pages = generator.nextSize()
            let slot = Int(truncatingIfNeeded: generator.next() % UInt64(ranges.count))
            if let old = ranges[slot] { source.free(old.address, pages: old.pages) }
            ranges[slot] = PageRing.Item(address: source.allocate(pages: pages), pages: pages)
        }
    }

    mutating func empty<Source: PageSource>(on source: Source) {
        for slot in ranges.indices {
            if let old = ranges[slot] { source.free(old.address, pages: old.pages) }
            ranges[slot] = nil
        }
    }
}
