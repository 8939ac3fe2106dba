import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("A map that fails")
struct FailedMapTests {
    /// What the last attempt had mapped stayed until the next flush, and with it the process at its limit of mappings.
    @Test(
        "Nothing stays mapped of it",
        .enabled(
            if: !underThreadSanitizer,
            "ThreadSanitizer needs mappings of its own, and ends the process at their limit"
        )
    )
    func nothingStays() async {
        await #expect(processExitsWith: .success) {
            let allocator = try BlockAllocator()
            let file = try FrameFile(count: 128)
            // Not adjacent, so that each needs a mapping.
            let scattered = (0..<64).map { file[2 * $0] }
            let neighbour = try allocator.map([file[1]])
            let before = try #require(allocator.backing).mappings
            // Every other page accessible, until no mapping is left; then room for a dozen.
            let pages = 200_000
            let bytes = pages << 12
            let crowd = try #require(mmap(nil, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))
            var page = 0
            while page < pages, mprotect(crowd + page << 12, 4096, PROT_READ) == 0 { page += 2 }
            for step in 1...6 { mprotect(crowd + (page - 2 * step) << 12, 4096, PROT_NONE) }
            #expect(throws: BlockAllocatorError.self) { _ = try allocator.map(scattered).pageCount }
            let after = try #require(allocator.backing).mappings
            #expect(allocator.statistics.mapCalls > 10)
            #expect(after <= before, "\(after - before) mappings of the range stayed")
            munmap(crowd, bytes)
            _ = consume neighbour
        }
    }
}
