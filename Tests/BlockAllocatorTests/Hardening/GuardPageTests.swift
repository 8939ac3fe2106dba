import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Guard pages")
struct GuardPageTests {
    static let sizes = [1, 2, 3, 4, 31, 32, 63, 64, 65, 511, 512, 600]

    /// The last byte is the range's, the next one nobody's; then all is freed and comes again in other sizes.
    static func expectGuards(_ allocator: BlockAllocator, rounds: Int) throws {
        let probe = MemoryProbe()
        var random = SystemRandomNumberGenerator()
        for round in 0..<rounds {
            var ranges: [(address: UnsafeMutableRawPointer, pages: Int)] = []
            for pages in (sizes + sizes).shuffled(using: &random) {
                ranges.append((try allocator.allocateAddress(pages: pages), pages))
            }
            for (salt, range) in ranges.enumerated() {
                // All of it is accessible: no guard of an earlier life lies inside.
                #expect(
                    probe.unreadablePages(range.address, range.pages).isEmpty,
                    "\(range.pages) pages, round \(round)"
                )
                let end = range.address + range.pages * 4096
                #expect(probe.canWrite(end - 1))
                #expect(!probe.canRead(end), "\(range.pages) pages, round \(round)")
                mark(range.address, range.pages, salt)
            }
            for (salt, range) in ranges.enumerated() { #expect(unmarked(range.address, range.pages, salt).isEmpty) }
            for (number, range) in ranges.shuffled(using: &random).enumerated() {
                allocator.free(range.address, number % 5 == 0 ? .guarded : .lazy)
            }
            if round % 3 == 1 { allocator.flush() }
            if round % 3 == 2 { allocator.purge(force: true) }
        }
    }

    @Test(
        "The first byte behind a range faults, the last one in it does not, in every life of the addresses",
        arguments: [128, 512, 1024],
        [false, true]
    )
    func guards(blockPages: Int, poisons: Bool) throws {
        let configuration = BlockAllocator.Configuration.small(megabytes: 256, blockPages: blockPages).with {
            $0.guardPages = true
            $0.poisonOnFree = poisons
        }
        try Self.expectGuards(try BlockAllocator(configuration), rounds: 7)
    }

    @Test("What is poisoned by its address stops before the guard", arguments: [1, 2, 3, 5, 32, 33, 63, 64, 600])
    func poison(pages: Int) throws {
        let allocator = try BlockAllocator(
            .small().with {
                $0.guardPages = true
                $0.poisonOnFree = true
            }
        )
        let address = try allocator.allocateAddress(pages: pages)
        mark(address, pages)
        allocator.free(address)
        #expect(address.load(as: UInt8.self) == 0xdb)
        #expect((address + (pages - 1) / 2 * 4096).load(as: UInt8.self) == 0xdb)
    }

    @Test("It is a fault, not only the kernel's word", arguments: [3, 600])
    func fault(pages: Int) async {
        let result = await #expect(processExitsWith: .signal(SIGSEGV), observing: [\.standardOutputContent]) {
            [pages = pages as Int] in
            let allocator = try BlockAllocator(.small().with { $0.guardPages = true })
            let range = try allocator.allocate(pages: pages)
            range.mark()
            dieOfFaults()
            say("last \((range.baseAddress + range.byteCount - 1).load(as: UInt8.self) > 0)")
            (range.baseAddress + range.byteCount).storeBytes(of: 1, as: UInt8.self)
            say("written")
        }
        let said = text(result?.standardOutputContent)
        #expect(said.hasSuffix("last true\n"), "\(said)")
    }

    @Test("Frames have nothing behind them", arguments: [1, 4, 63, 64, 512])
    func frames(pages: Int) throws {
        let probe = MemoryProbe()
        let allocator = try BlockAllocator(.small().with { $0.guardPages = true })
        let file = try FrameFile(count: pages)
        for _ in 0..<20 {
            let first = try allocator.map(file.frames)
            let second = try allocator.map(file.frames)
            for end in [first.baseAddress + first.byteCount, second.baseAddress + second.byteCount] {
                #expect(probe.canRead(end - 1))
                #expect(!probe.canRead(end))
            }
            first.mark()
            #expect(second.unmarked().isEmpty)
        }
    }
}
