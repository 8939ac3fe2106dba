import CMembarrier
import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

/// Freeing and flushing cannot fail, whatever the system refuses. In processes of their own.
@Suite("Refused revocations")
struct RefusedRevocationTests {
    @Test(
        "Frames lose their access though the addresses cannot be replaced, by one of two other ways",
        .enabled(if: !underAnySanitizer, "the sanitizer's own calls would be refused too"),
        arguments: 0...2
    )
    func frames(refused: Int) async {
        await #expect(processExitsWith: .success) { [refused = refused as Int] in
            try onOneProcessor {
                let probe = MemoryProbe()
                let allocator = try BlockAllocator(.small())
                let file = try FrameFile(count: 200)
                let kept = try allocator.map(file[0..<4])
                let freed = try allocator.map(file[4..<8])
                let large = try allocator.map(file.frames)
                let addresses = (freed.baseAddress, large.baseAddress)
                denyCall(ctestshims_mmap_number(), ENOMEM, argument: 3, when: ctestshims_unreserve_flags())
                if refused > 0 { denyCall(ctestshims_mprotect_number(), ENOMEM, argument: 2, when: 0) }
                if refused > 1 { denyCall(ctestshims_madvise_number(), EINVAL) }
                freed.release()
                large.release()
                allocator.flush()
                #expect(probe.canRead(addresses.0) == (refused == 2))
                #expect(probe.canRead(addresses.1 + 100 * 4096) == (refused == 2))
                #expect(allocator.statistics.failedRevocations > 0)
                kept.mark()
                #expect(kept.unmarked().isEmpty)
                // What could not be revoked is not handed out.
                let next = try allocator.map(file.frames)
                #expect(next.baseAddress != addresses.1)
                allocator.flush()
                allocator.purge(force: true)
                next.mark()
            }
        }
    }

    @Test(
        "madvise refused: freeing, flushing, guarding and giving back go on; what stays behind is counted and not lost"
    )
    func advice() async {
        await #expect(processExitsWith: .success) {
            try onOneProcessor {
                let probe = MemoryProbe()
                let allocator = try BlockAllocator(.small().with { $0.hugePages = .always })
                let ranges = try (0..<16).map { _ in try allocator.allocateAddress(pages: 32) }
                denyCall(ctestshims_madvise_number(), ENOMEM)
                for (salt, address) in ranges.enumerated() { mark(address, 32, salt) }
                allocator.free(ranges[3])
                allocator.free(ranges[5], .guarded)
                #expect(!probe.canRead(ranges[5]), "the protection serves as the guard")
                allocator.flush()
                #expect(allocator.statistics.failedRevocations > 0)
                for (salt, address) in ranges.enumerated() where salt != 3 && salt != 5 {
                    #expect(unmarked(address, 32, salt).isEmpty)
                    allocator.free(address, salt == 7 ? .guarded : .lazy)
                }
                for lifetime in [BlockAllocator.Lifetime.shortLived, .longLived] {
                    let next = try (0..<40).map { _ in try allocator.allocateAddress(pages: 33, lifetime: lifetime) }
                    for (salt, address) in next.enumerated() { mark(address, 33, salt) }
                    #expect(next.indices.allSatisfy { unmarked(next[$0], 33, $0).isEmpty })
                    for address in next { allocator.free(address) }
                }
                let large = try allocator.allocate(pages: 1024)
                large.mark()
                #expect(allocator.statistics.hugePageFallbacks > 0, "refused advice was not counted")
            }
        }
    }

    @Test("Guards and the mending of blocks by protection alone, as on kernels without guard markers")
    func withoutMarkers() async {
        await #expect(processExitsWith: .success) {
            try onOneProcessor {
                for number in [cmembarrier_madv_guard_install, cmembarrier_madv_guard_remove] {
                    denyCall(ctestshims_madvise_number(), EINVAL, argument: 2, when: UInt32(number))
                }
                let allocator = try BlockAllocator(.small().with { $0.guardPages = true })
                try GuardPageTests.expectGuards(allocator, rounds: 3)
                let plain = try BlockAllocator(.small())
                try GuardedReleaseTests.expectWholeLives(plain)
            }
        }
    }
}
