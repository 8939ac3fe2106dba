import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

/// Limits of the process and refused system calls, in processes of their own.
@Suite("Limits and refusals")
struct LimitTests {
    /// A figure of `/proc/self/status` in bytes.
    private static func status(_ key: String) -> Int {
        let line = HugePageMachine.lines("/proc/self/status").first { $0.hasPrefix(key + ":") }
        return (line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) } ?? 0) << 10
    }

    @Test(
        "Where there is not so much address space, the allocator is not made, and a smaller one is",
        .enabled(if: !underAnySanitizer, "a sanitizer's shadow takes more addresses than the limit would allow")
    )
    func addressSpace() async {
        await #expect(processExitsWith: .success) {
            let limit = Self.status("VmSize") + 1 << 30
            #expect(ctestshims_set_limit(Int32(ctestshims_address_space.rawValue), UInt64(limit)) == 0)
            let before = MappingCensus.ofProcess?.mappedBytes ?? 0
            for _ in 0..<10 {
                let error = errorOf { _ = try BlockAllocator() }
                #expect(error == .system(call: "mmap of \(64 << 30) bytes of address space", errno: ENOMEM))
            }
            let after = MappingCensus.ofProcess?.mappedBytes ?? 0
            #expect(after - before < 64 << 20)
            let small = try BlockAllocator(.small())
            try small.allocate(pages: 64).mark()
        }
    }

    @Test("Where the second or third mapping of an allocator is refused, the first goes", arguments: [false, true])
    func halfMade(third: Bool) async {
        await #expect(processExitsWith: .success) { [third = third as Bool] in
            let configuration = BlockAllocator.Configuration.small(megabytes: 640)
            let index = 640 / 2 * 8
            // The libraries' own initialisation first.
            _ = try BlockAllocator(configuration)
            if third {
                denyCall(ctestshims_mmap_number(), ENOMEM, argument: 3, when: ctestshims_populated_flags())
            } else {
                denyCall(ctestshims_mmap_number(), ENOMEM, argument: 1, when: UInt32(index))
            }
            let before = MappingCensus.ofProcess?.mappedBytes ?? 0
            for _ in 0..<4 {
                #expect(
                    errorOf { _ = try BlockAllocator(configuration) }
                        == .system(
                            call: third ? "mmap of the bitmap of split units" : "mmap of \(index) bytes for the index",
                            errno: ENOMEM
                        )
                )
            }
            let after = MappingCensus.ofProcess?.mappedBytes ?? 0
            #expect(after - before < 512 << 20, "\(after - before) bytes of reservations are left")
        }
    }

    @Test(
        "RLIMIT_DATA: typed errors where memory would be made accessible, and a reclaimer answers them",
        .enabled(if: !underAnySanitizer, "a sanitizer's shadow counts as data")
    )
    func data() async {
        await #expect(processExitsWith: .success) {
            try onOneProcessor {
                let allocator = try BlockAllocator(.small(blockPages: 1024))
                let limit = Self.status("VmData") + 32 << 20
                #expect(ctestshims_set_limit(Int32(ctestshims_data.rawValue), UInt64(limit)) == 0)
                var addresses: [UnsafeMutableRawPointer] = []
                var error: BlockAllocatorError?
                while error == nil, addresses.count < 1000 {
                    error = errorOf { addresses.append(try allocator.allocateAddress(pages: 64)) }
                }
                #expect(error == .memoryExhausted(pages: 64, call: "mprotect", errno: ENOMEM))
                #expect(addresses.count % 16 == 0 && addresses.count >= 16)
                let large = errorOf { _ = try allocator.allocateAddress(pages: 1000) }
                #expect(large == .memoryExhausted(pages: 1000, call: "mprotect", errno: ENOMEM))
                #expect(allocator.statistics.usedPages == addresses.count * 64)
                #expect(allocator.statistics.directRanges == 0)
                for (salt, address) in addresses.enumerated() { mark(address, 64, salt) }
                #expect(addresses.indices.allSatisfy { unmarked(addresses[$0], 64, $0).isEmpty })

                let first = addresses[..<16].map { UInt(bitPattern: $0) }
                let asked = SharedCounter()
                try allocator.addReclaimer {
                    guard asked.increment() == 1 else { return 0 }
                    for address in first.compactMap({ UnsafeMutableRawPointer(bitPattern: $0) }) {
                        allocator.free(address)
                    }
                    return 16 * 64 * 4096
                }
                let again = try allocator.allocateAddress(pages: 1000)
                mark(again, 1000)
                #expect(asked.count == 1)
                #expect(addresses.indices.dropFirst(16).allSatisfy { unmarked(addresses[$0], 64, $0).isEmpty })
            }
        }
    }

    @Test(
        "mprotect refused from a moment on: what is there works on, new blocks are typed errors, dead ones serve again"
    )
    func protectionRefused() async {
        await #expect(processExitsWith: .success) {
            try onOneProcessor {
                let allocator = try BlockAllocator(.small())
                let addresses = try (0..<8).map { _ in try allocator.allocateAddress(pages: 64) }
                // By its length, which no call but the allocator's has.
                denyCall(ctestshims_mprotect_number(), ENOMEM, argument: 1, when: 512 * 4096)
                let expected = BlockAllocatorError.memoryExhausted(pages: 3, call: "mprotect", errno: ENOMEM)
                for _ in 0..<3 {
                    #expect(errorOf { _ = try allocator.allocateAddress(pages: 3) } == expected)
                    #expect(errorOf { _ = try allocator.allocateAddress(pages: 512) }?.isExhaustion == true)
                }
                #expect(allocator.statistics.addressBytes == 512 * 4096, "addresses of refused blocks were lost")
                for (salt, address) in addresses.enumerated() { mark(address, 64, salt) }
                #expect(addresses.indices.allSatisfy { unmarked(addresses[$0], 64, $0).isEmpty })
                for address in addresses { allocator.free(address) }
                mark(try allocator.allocateAddress(pages: 3), 3)
            }
        }
    }

    @Test(
        "A later part of a sequence of frames is refused: nothing of it stays mapped, and the next call works",
        arguments: [ENOMEM, EPERM]
    )
    func partOfFrames(answer: CInt) async {
        await #expect(processExitsWith: .success) { [answer = answer as CInt] in
            let allocator = try BlockAllocator(.small())
            let good = try FrameFile(count: 200)
            let bad = try FrameFile(count: 1)
            // By its descriptor: so just one of the calls fails.
            denyCall(ctestshims_mmap_number(), answer, argument: 4, when: UInt32(bad.descriptor))
            for count in [3, 60, 190] {
                let frames = good[0..<count / 2] + [bad[0]] + good[count / 2..<count]
                let error = errorOf { _ = try allocator.mapAddress(frames) }
                let call = "mmap of 1 frames"
                #expect(
                    error
                        == (answer == ENOMEM
                            ? .memoryExhausted(pages: count + 1, call: call, errno: ENOMEM)
                            : .system(call: call, errno: EPERM))
                )
                #expect(allocator.census?.accessibleBytes == 0, "a part of \(count) frames stays mapped")
                #expect(allocator.statistics.usedPages == 0 && allocator.statistics.directRanges == 0)
                let range = try allocator.map(good[0..<count])
                range.mark()
                #expect(range.unmarked().isEmpty)
                range.release(.lazy)
                allocator.flush()
            }
        }
    }
}
