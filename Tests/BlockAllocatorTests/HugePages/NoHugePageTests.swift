import CMembarrier
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

extension HugePageTests {
    /// The ways in which there is no huge page: memory is the same, only its backing is not.
    @Suite("Without huge pages", .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"))
    struct Without {
        private static let sysfs = "/sys/kernel/mm/transparent_hugepage/enabled"

        /// Everything that a user of the memory sees; then that no huge page was among it.
        private static func expectSameResults(pages: Int = 512, advice: Int = cmembarrier_madv_hugepage) {
            let memory = AlignedMemory(units: 1, advice: advice)
            memory.mark(pages: 0..<pages)
            #expect(memory.unmarked(pages: 0..<pages).isEmpty)
            #expect(memory.backing?.hugeBytes == 0)
            #expect(memory.backing?.residentBytes == pages * AlignedMemory.page)
        }

        @Test("Advised against")
        func advised() {
            Self.expectSameResults(advice: cmembarrier_madv_nohugepage)
        }

        @Test("Disabled for the process")
        func process() async {
            await #expect(processExitsWith: .success) {
                blocking {
                    #expect(cmembarrier_get_thp_disable() == 0)
                    #expect(cmembarrier_set_thp_disable(1) == 0)
                    #expect(cmembarrier_get_thp_disable() == 1)
                    Self.expectSameResults()
                }
            }
        }

        @Test(
            "Short of memory: a control group without room for a huge page",
            .enabled(if: MemoryGroup.isAvailable, "\(MemoryGroup.reason)"),
            .enabled(if: !underThreadSanitizer, "ThreadSanitizer's shadow is charged to the group")
        )
        func limited() async {
            let name = "fault-\(getpid())"
            // A child that died in it could not remove it.
            defer { MemoryGroup(name: name)?.remove() }
            await #expect(processExitsWith: .success) { [name = name as String] in
                blocking {
                    let group = MemoryGroup.joined(name)
                    defer { #expect(group.leave()) }
                    // So that the limit is well above what the process itself takes.
                    let ballast = AlignedMemory(units: 4, advice: cmembarrier_madv_nohugepage)
                    ballast.mark(pages: 0..<2048)
                    #expect(group.leaveRoom(of: 3 << 19))
                    Self.expectSameResults(pages: 64)
                    #expect(group.limit(to: 1 << 30))
                    #expect(ballast.unmarked(pages: 0..<2048).isEmpty)
                }
            }
        }

        @Test(
            "Off for the whole system",
            .enabled(if: longTests, "RCU_LONG_TESTS is not 1: the whole system goes without for a moment"),
            .enabled(if: access(sysfs, W_OK) == 0, "\(sysfs) cannot be written")
        )
        func system() async throws {
            let setting = HugePageMachine.text(Self.sysfs)
            let chosen = try #require(setting.split(separator: "[").last?.split(separator: "]").first)
            defer { #expect(HugePageMachine.write(String(chosen), to: Self.sysfs)) }
            #expect(HugePageMachine.write("never", to: Self.sysfs))
            Self.expectSameResults()
            // Only the fault obeys it: a collapse was asked for.
            let memory = AlignedMemory(units: 1, advice: cmembarrier_madv_hugepage)
            memory.mark(pages: 0..<512)
            #expect(Collapser().collapse(memory.bytes) == .collapsed)
            #expect(memory.backing?.hugeBytes == AlignedMemory.unit)
            #expect(memory.unmarked(pages: 0..<512).isEmpty)
        }
    }
}
