import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Guarded release of anonymous memory")
struct GuardedReleaseTests {
    /// Some ranges of each block go guarded; after that the same addresses serve in other sizes.
    static func expectWholeLives(_ allocator: BlockAllocator) throws {
        let probe = MemoryProbe()
        for round in 0..<6 {
            for pages in [1, 5, 64, 100, 600] {
                let kept = try allocator.allocate(pages: pages)
                kept.mark(1)
                for mode in [ReleaseMode.lazy, .guarded, .lazy, .guarded] {
                    let range = try allocator.allocate(pages: pages)
                    range.mark()
                    #expect(range.unmarked().isEmpty)
                    let address = range.baseAddress
                    range.release(mode)
                    if mode == .guarded {
                        #expect(probe.unreadablePages(address, pages).count == pages, "\(pages) pages, round \(round)")
                    }
                }
                #expect(kept.unmarked(1).isEmpty)
            }
            // The block's end, so that it lives again.
            for _ in 0..<24 { try allocator.allocate(pages: 64).mark() }
            if round == 3 { allocator.flush() }
        }
    }

    @Test("Access faults at once, the neighbours' does not, and the addresses' later lives are whole")
    func lives() throws {
        try onOneProcessor { try Self.expectWholeLives(try BlockAllocator(.small())) }
    }

    @Test("The first access is a fault", arguments: [2, 100])
    func fault(pages: Int) async {
        let result = await #expect(processExitsWith: .signal(SIGSEGV), observing: [\.standardOutputContent]) {
            [pages = pages as Int] in
            let allocator = try BlockAllocator(.small())
            let address = try allocator.allocateAddress(pages: pages)
            mark(address, pages)
            allocator.free(address, .guarded)
            dieOfFaults()
            say("freed")
            say("\(address.load(as: UInt8.self))")
        }
        let said = text(result?.standardOutputContent)
        #expect(said.hasSuffix("freed\n"), "\(said)")
    }

    @Test("A unit of 2 MiB that loses a part to a guard is split")
    func splits() throws {
        let allocator = try BlockAllocator(.small())
        let kept = try allocator.allocate(pages: 3)
        #expect(allocator.statistics.splitUnits == 0)
        try allocator.allocate(pages: 3).release(.guarded)
        #expect(allocator.statistics.splitUnits == 1)
        try allocator.allocate(pages: 512).release(.guarded)
        #expect(allocator.statistics.splitUnits == 1, "a whole unit loses no part")
        #expect(kept.pageCount == 3)
    }
}
