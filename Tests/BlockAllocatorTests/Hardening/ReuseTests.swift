import Testing

@testable import BlockAllocator

@Suite("What the next user finds, and what the last one left")
struct ReuseTests {
    /// Uses up whole blocks, so that they die and come again.
    private static func dirty(_ allocator: BlockAllocator, _ pages: Int) throws {
        for _ in 0..<(pages > 64 ? 3 : 1100 / pages) {
            let range = try allocator.allocate(pages: pages)
            range.bytes.initializeMemory(as: UInt8.self, repeating: 0x5a)
        }
    }

    private static let sizes = [3, 64, 65, 600]

    @Test("With zeroing all memory is zero, though it was used and poisoned before", arguments: sizes, [false, true])
    func zeroed(pages: Int, poisons: Bool) throws {
        try onOneProcessor {
            let allocator = try BlockAllocator(
                .small().with {
                    $0.zeroOnReuse = true
                    $0.poisonOnFree = poisons
                }
            )
            try Self.dirty(allocator, pages)
            let seen = allocator.statistics.addressBytes
            for round in 0..<20 {
                if round == 10 { try Self.dirty(allocator, pages) }
                let range = try allocator.allocate(pages: pages)
                let isZero = range.holdsOnly(0)
                #expect(isZero, "\(pages) pages, round \(round)")
                range.bytes.initializeMemory(as: UInt8.self, repeating: 0x5a)
            }
            #expect(allocator.statistics.addressBytes == seen, "nothing was used again: the test shows nothing")
        }
    }

    @Test("Without zeroing the same turns do find what was there: that memory is used again", arguments: sizes)
    func notZeroed(pages: Int) throws {
        try onOneProcessor {
            let allocator = try BlockAllocator(.small())
            try Self.dirty(allocator, pages)
            let range = try allocator.allocate(pages: pages)
            let isLeft = range.holdsOnly(0x5a)
            #expect(isLeft)
        }
    }

    @Test("New memory is zero in any case, also after a flush of what was there", arguments: sizes)
    func new(pages: Int) throws {
        try onOneProcessor {
            let allocator = try BlockAllocator(.small().with { $0.poisonOnFree = true })
            for _ in 0..<3 {
                let range = try allocator.allocate(pages: pages)
                let isZero = range.holdsOnly(0)
                #expect(isZero)
                range.release()
                allocator.purge(force: true)
            }
        }
    }

    @Test("Freed memory reads 0xdb, however it is freed", arguments: sizes, [false, true])
    func poisoned(pages: Int, byAddress: Bool) throws {
        try onOneProcessor {
            let allocator = try BlockAllocator(.small().with { $0.poisonOnFree = true })
            let before = try allocator.allocate(pages: pages)
            let range = try allocator.allocate(pages: pages)
            let behind = try allocator.allocate(pages: pages)
            before.mark(1)
            behind.mark(2)
            range.mark()
            let address = range.baseAddress
            if byAddress { allocator.free(range.take()) } else { range.release() }
            #expect(holdsOnly(0xdb, address, pages))
            #expect(before.unmarked(1).isEmpty && behind.unmarked(2).isEmpty)
            allocator.flush()
            if pages <= 64 { #expect(holdsOnly(0, address, pages), "a flush takes the memory of a block in use") }
        }
    }

    @Test("Frames are not poisoned", arguments: [3, 100])
    func framesAreNot(pages: Int) throws {
        let allocator = try BlockAllocator(.small().with { $0.poisonOnFree = true })
        let file = try FrameFile(count: pages)
        let other = try allocator.map(file.frames)
        other.mark()
        try allocator.map(file.frames).release()
        allocator.free(try allocator.mapAddress(file.frames))
        allocator.free(try allocator.mapAddress(file.frames), .guarded)
        #expect(other.unmarked().isEmpty)
    }
}
