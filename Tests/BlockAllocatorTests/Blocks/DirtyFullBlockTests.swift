import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

/// A defect that the kernel had: a flush that walks the lists misses a full block, which is on none, and may be partly dirty.
@Suite("A full block that is partly dirty")
struct DirtyFullBlockTests {
    /// Who frees, and when.
    enum Return: CaseIterable { case beforeItIsFull, afterItIsFull, byAnotherThread, byAddress }

    static func allocator() throws -> BlockAllocator {
        var configuration = BlockAllocator.Configuration()
        configuration.blockPages = 128
        configuration.reservationBytes = 16 << 20
        configuration.poisonOnFree = false
        configuration.queueLimit = 1
        return try BlockAllocator(configuration)
    }

    @Test(
        "Its freed frames cannot be read after a flush, and its live ones keep their contents",
        arguments: Return.allCases
    )
    func frames(_ way: Return) throws {
        let allocator = try Self.allocator()
        let file = try FrameFile(count: 128)
        let kept = try HeldRange(allocator.map(file[0..<64]), .mapped, stamp: 1000)
        let freed = try HeldRange(allocator.map(file[64..<96]), .mapped, stamp: 2000)
        try check(allocator, freed, kept, way) { try HeldRange(allocator.map(file[96..<128]), .mapped, stamp: 3000) }
        let probe = AccessProbe()
        #expect((0..<32).allSatisfy { !probe.canRead(freed.address + UInt($0) << 12) })
        let again = try HeldRange(allocator.map(file[64..<96]), .mapped, stamp: 2000)
        #expect(again.overwritten == nil, "the frames have lost their contents")
    }

    @Test(
        "Its freed memory reads as zeros after a flush, and its live memory keeps its contents",
        arguments: Return.allCases
    )
    func anonymous(_ way: Return) throws {
        let allocator = try Self.allocator()
        let kept = try HeldRange(allocator.allocate(pages: 64), .shortLived, stamp: 1000)
        let freed = try HeldRange(allocator.allocate(pages: 32), .shortLived, stamp: 2000)
        try check(allocator, freed, kept, way) {
            try HeldRange(allocator.allocate(pages: 32), .shortLived, stamp: 3000)
        }
        #expect((0..<32).allSatisfy { freed.word($0) == 0 })
    }

    private func check(
        _ allocator: BlockAllocator,
        _ freed: HeldRange,
        _ kept: HeldRange,
        _ way: Return,
        _ last: () throws -> HeldRange
    ) throws {
        freed.fill()
        kept.fill()
        if way == .beforeItIsFull { freed.free(.released, to: allocator) }
        let filler = try last()
        filler.fill()
        switch way {
        case .beforeItIsFull: break
        case .afterItIsFull: freed.free(.dropped, to: allocator)
        case .byAddress: freed.free(.address, to: allocator)
        case .byAnotherThread:
            nonisolated(unsafe) let freed = freed
            TestThread { freed.free(.dropped, to: allocator) }.join()
        }
        let block = try #require(Self.onlyBlock(of: allocator))
        #expect(block.localState.free == 0 && !block.links.pointee.isListed, "the block is not full, or on its list")
        // Lazily: it is the flush that takes it away.
        #expect(freed.overwritten == nil)
        allocator.flush()
        #expect(kept.overwritten == nil && filler.overwritten == nil, "a flush revoked live ranges")
        let shadow = [kept, filler].map { ($0.address, $0.shadow) }
        let problems = AllocatorValidator(allocator)
            .problems(with: Dictionary(uniqueKeysWithValues: shadow), isAfterFlush: true)
        #expect(problems.isEmpty, "\(problems)")
        #expect(allocator.statistics.flushedPages == 32)
        allocator.flush()
        #expect(allocator.statistics.flushedPages == 32, "a dirty range was flushed twice")
    }

    static func onlyBlock(of allocator: BlockAllocator) -> Block? {
        if case .block(let block) = allocator.core.index.entry(at: 0), allocator.core.space.summary.frontier == 1 {
            block
        } else {
            nil
        }
    }

    @Test(
        "Reading freed frames ends the process after a flush",
        .enabled(if: !underThreadSanitizer, "ThreadSanitizer handles the signal itself, and exits")
    )
    func fault() async {
        await #expect(processExitsWith: .signal(SIGSEGV)) {
            // A sanitizer would turn it into an exit.
            signal(SIGSEGV, SIG_DFL)
            let allocator = try Self.allocator()
            let file = try FrameFile(count: 128)
            let kept = try allocator.map(file[0..<64])
            let freed = try allocator.map(file[64..<128])
            let address = freed.baseAddress
            freed.release()
            // Still there: nothing has been revoked.
            guard address.load(as: UInt64.self) == 0 else { abort() }
            allocator.flush()
            // Where the live range is not left alone the process ends here, by another signal.
            guard AccessProbe().canRead(UInt(bitPattern: kept.baseAddress)) else { abort() }
            // Used, or the compiler leaves the access out.
            exit(Int32(truncatingIfNeeded: address.load(as: UInt64.self)))
        }
    }
}
