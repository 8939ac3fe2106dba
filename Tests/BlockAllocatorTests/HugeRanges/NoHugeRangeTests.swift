import CMembarrier
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

extension HugePageTests {
    /// The four ways of having no huge page: every allocation succeeds with the same results, and the fallbacks are counted.
    @Suite("Ranges without huge pages", .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"))
    struct WithoutForRanges {
        private static let sysfs = "/sys/kernel/mm/transparent_hugepage/enabled"

        /// All that a user of the memory sees; then what was counted.
        static func expectSameResults(_ policy: HugePagePolicy, fallbacks: Int) throws {
            let allocator = try BlockAllocator(
                .small().with {
                    $0.hugePages = policy
                    $0.zeroOnReuse = true
                }
            )
            for _ in 0..<2 {
                let large = try allocator.allocate(pages: 1024)
                let small = try (0..<20).map { _ in try allocator.allocateAddress(pages: 64) }
                try large.populate()
                let isZero = large.holdsOnly(0)
                #expect(isZero)
                large.mark()
                for (salt, address) in small.enumerated() { mark(address, 64, salt) }
                #expect(large.hugeBackedBytes == 0)
                large.split()
                large.decommit(pages: 511..<513)
                #expect(large.unmarked() == [511, 512])
                for (salt, address) in small.enumerated() {
                    #expect(unmarked(address, 64, salt).isEmpty)
                    allocator.free(address)
                }
            }
            #expect(allocator.backing?.hugeBytes == 0)
            #expect(allocator.statistics.hugePageFallbacks == fallbacks)
        }

        @Test("The policy never, which wants none and so misses none")
        func policy() throws {
            try Self.expectSameResults(.never, fallbacks: 0)
        }

        @Test("Disabled for the process", arguments: [false, true])
        func process(isAlways: Bool) async {
            await #expect(processExitsWith: .success) { [isAlways = isAlways as Bool] in
                #expect(cmembarrier_set_thp_disable(1) == 0)
                try HugePageTests.WithoutForRanges.expectSameResults(isAlways ? .always : .advise, fallbacks: 4)
            }
        }

        @Test(
            "Short of memory: a control group without room for a huge page",
            .enabled(if: MemoryGroup.isAvailable, "\(MemoryGroup.reason)"),
            .enabled(if: !underThreadSanitizer, "what ThreadSanitizer shadows counts towards the group's limit")
        )
        func limited() async {
            let name = "ranges-\(getpid())"
            // A child that died in it could not remove it.
            defer { MemoryGroup(name: name)?.remove() }
            await #expect(processExitsWith: .success) { [name = name as String] in
                let group = MemoryGroup.joined(name)
                defer { #expect(group.leave()) }
                let allocator = try BlockAllocator(.small())
                // So that the limit is well above what the process itself takes.
                let ballast = try allocator.allocate(pages: 2048)
                try ballast.populate()
                let range = try allocator.allocate(pages: 512)
                #expect(group.leaveRoom(of: 3 << 19))
                for page in 0..<64 { range.baseAddress.storeBytes(of: page, toByteOffset: page * 4096, as: Int.self) }
                #expect(group.limit(to: 1 << 30))
                #expect(range.hugeBackedBytes == 0)
                #expect((0..<64).allSatisfy { range.word($0) == UInt64($0) })
                try range.populate()
                #expect(allocator.statistics.hugePageFallbacks == 1)
                ballast.mark()
                #expect(ballast.unmarked().isEmpty)
            }
        }

        @Test(
            "Off for the whole system",
            .enabled(if: longTests, "RCU_LONG_TESTS is not 1: the whole system goes without for a moment"),
            .enabled(if: access(sysfs, W_OK) == 0, "\(sysfs) cannot be written")
        )
        func system() throws {
            let setting = HugePageMachine.text(Self.sysfs)
            let chosen = try #require(setting.split(separator: "[").last?.split(separator: "]").first)
            defer { #expect(HugePageMachine.write(String(chosen), to: Self.sysfs)) }
            #expect(HugePageMachine.write("never", to: Self.sysfs))
            try Self.expectSameResults(.always, fallbacks: 4)
        }
    }
}
