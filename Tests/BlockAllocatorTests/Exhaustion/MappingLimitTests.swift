import CMembarrier
import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

/// `vm.max_map_count`, in processes of their own.
@Suite("The limit of mappings")
struct MappingLimitTests {
    static let limit = Int(HugePageMachine.text("/proc/sys/vm/max_map_count").split(separator: "\n").first ?? "0") ?? 0
    static let reason = "more mappings are allowed than a test can make, or a sanitizer needs some at the limit"

    /// 64 frames that are no neighbours, so 64 mappings a range.
    static func spread(_ file: FrameFile) -> [PageFrame] { (0..<64).map { file[2 * $0] } }

    /// Maps until it is refused, into room that is there already.
    static func fill(
        _ allocator: BlockAllocator,
        _ frames: [PageFrame],
        _ addresses: inout [UnsafeMutableRawPointer]
    ) -> BlockAllocatorError? {
        while addresses.count < addresses.capacity {
            do {
                addresses.append(try allocator.mapAddress(frames))
            } catch {
                return error
            }
        }
        return nil
    }

    static func room() -> [UnsafeMutableRawPointer] {
        var result: [UnsafeMutableRawPointer] = []
        result.reserveCapacity(limit / 64 + 100)
        return result
    }

    @Test(
        "What was freed lazily is revoked to make room; then comes the typed error; freeing goes well; then all is as before",
        .enabled(if: limit > 0 && limit < 200_000 && !underAnySanitizer, "\(reason)"),
        arguments: [false, true]
    )
    func limitReached(guardsByProtection: Bool) async {
        await #expect(processExitsWith: .success) { [guardsByProtection = guardsByProtection as Bool] in
            let allocator = try BlockAllocator(.small(megabytes: 1024))
            if guardsByProtection {
                // As on kernels without guard markers.
                denyCall(
                    ctestshims_madvise_number(),
                    EINVAL,
                    argument: 2,
                    when: UInt32(cmembarrier_madv_guard_install)
                )
            }
            let file = try FrameFile(count: 128)
            let frames = Self.spread(file)
            var addresses = Self.room()
            let freedLazily = Self.limit / 64 / 2
            for _ in 0..<freedLazily { try allocator.map(frames).release() }
            #expect(allocator.statistics.forcedPurges == 0)
            for _ in 0..<Self.limit / 64 - 20 { addresses.append(try allocator.mapAddress(frames)) }
            #expect(allocator.statistics.forcedPurges > 0, "the limit was not reached")
            mark(addresses[0], 64)
            #expect(unmarked(addresses[addresses.count - 1], 64).isEmpty)

            let error = Self.fill(allocator, frames, &addresses)
            let used = allocator.statistics.usedPages
            #expect(error == .memoryExhausted(pages: 64, call: "mmap of 1 frames", errno: ENOMEM))
            #expect(used == addresses.count * 64, "something half-made is left")
            #expect(errorOf { _ = try allocator.mapAddress(frames) } == error, "it is not the same the second time")
            // Every range is still whole.
            #expect(addresses.allSatisfy { unmarked($0, 64).isEmpty })

            for (number, address) in addresses.enumerated() {
                allocator.free(address, number % 3 == 0 ? .guarded : .lazy)
            }
            allocator.flush()
            let census = allocator.census
            #expect(census?.accessibleBytes == 0)
            let mappings = census?.mappings ?? 0
            #expect(mappings < 10, "\(mappings) mappings of nothing")
            for _ in 0..<100 {
                let range = try allocator.map(frames)
                #expect(range.unmarked().isEmpty)
            }
            let large = try allocator.allocate(pages: 1000)
            large.mark()
            #expect(large.unmarked().isEmpty)
        }
    }

    @Test(
        "At the limit ranges that are freed in the middle make room for another of their kind",
        .enabled(if: limit > 0 && limit < 200_000 && !underAnySanitizer, "\(reason)")
    )
    func freedInTheMiddle() async {
        await #expect(processExitsWith: .success) {
            let probe = MemoryProbe()
            let allocator = try BlockAllocator(.small(megabytes: 1024))
            let file = try FrameFile(count: 128)
            let frames = Self.spread(file)
            var addresses = Self.room()
            let error = Self.fill(allocator, frames, &addresses)
            #expect(error?.isExhaustion == true)
            // Two: where a range was, one mapping stays between its neighbours, so that one alone is one short of its own.
            let middle = [addresses[addresses.count / 2], addresses[addresses.count / 4]]
            middle.forEach { allocator.free($0) }
            let next = try allocator.mapAddress(frames)
            for address in middle {
                #expect(probe.unreadablePages(address, 64).count == 64, "freed frames are still there")
            }
            mark(next, 64)
            addresses.removeAll { middle.contains($0) }
            #expect(addresses.allSatisfy { unmarked($0, 64).isEmpty })
            // Guarded, at the limit.
            let error2 = Self.fill(allocator, frames, &addresses)
            #expect(error2?.isExhaustion == true)
            let first = addresses[0]
            allocator.free(first, .guarded)
            #expect(probe.unreadablePages(first, 64).count == 64)
        }
    }
}
