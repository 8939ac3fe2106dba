import CMembarrier
import CTestShims
import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

extension HugePageTests {
    @Suite("Backing, as the kernel tells it", .enabled(if: HugePageMachine.givesHugePages, "\(HugePageMachine.reason)"))
    struct Backing {
        @Test("Advised memory is huge to the last byte, memory advised against it not at all, and both sources say so")
        func advice() throws {
            let huge = AlignedMemory(units: 3, advice: cmembarrier_madv_hugepage)
            let small = AlignedMemory(units: 3, advice: cmembarrier_madv_nohugepage)
            for memory in [huge, small] { memory.mark(pages: 0..<3 * AlignedMemory.pagesPerUnit) }
            for (memory, bytes) in [(huge, huge.byteCount), (small, 0)] {
                for backing in try Self.both(memory.range) {
                    #expect(backing.hugeBytes == bytes, "\(backing.source)")
                    #expect(backing.residentBytes == memory.byteCount, "\(backing.source)")
                }
            }
        }

        @Test("Both sources agree on a mixture, and the page of zeros is nobody's memory")
        func mixture() throws {
            let memory = AlignedMemory(units: 4)
            memory.advise(memory.unit(0), cmembarrier_madv_hugepage)
            memory.advise(memory.unit(1), cmembarrier_madv_nohugepage)
            memory.advise(memory.unit(2), cmembarrier_madv_hugepage)
            memory.advise(memory.unit(3), cmembarrier_madv_nohugepage)
            memory.mark(pages: 0..<1)
            memory.mark(pages: 512..<512 + 77)
            // Reading alone maps zeros: a huge page of them, and a small one.
            #expect(memory.unit(2).load(as: UInt64.self) == 0)
            #expect(memory.unit(3).load(as: UInt64.self) == 0)
            for backing in try Self.both(memory.range) {
                #expect(backing.hugeBytes == AlignedMemory.unit, "\(backing.source)")
                #expect(backing.residentBytes == AlignedMemory.unit + 77 * AlignedMemory.page, "\(backing.source)")
            }
        }

        @Test("More runs of pages than one call of the kernel returns are all counted")
        func manyRuns() throws {
            let memory = AlignedMemory(units: 2, advice: cmembarrier_madv_nohugepage)
            for index in stride(from: 0, to: 2 * AlignedMemory.pagesPerUnit, by: 2) {
                memory.mark(pages: index..<index + 1)
            }
            for backing in try Self.both(memory.range) {
                #expect(backing.residentBytes == memory.byteCount / 2, "\(backing.source)")
                #expect(backing.hugeBytes == 0)
            }
        }

        @Test(
            "A part of a mapping has its own figures from the page tables, and an upper bound from the mappings",
            .enabled(if: HugePageMachine.scansPages, "\(HugePageMachine.scanReason)")
        )
        func part() throws {
            let memory = AlignedMemory(units: 3, advice: cmembarrier_madv_hugepage)
            memory.mark(pages: 0..<1)
            memory.mark(pages: 512..<513)
            let two = memory.range.lowerBound..<memory.range.lowerBound + UInt(2 * AlignedMemory.unit)
            let rest = two.upperBound..<memory.range.upperBound
            #expect(try #require(HugeBacking(pageTablesOf: two)).hugeBytes == 2 * AlignedMemory.unit)
            #expect(try #require(HugeBacking(pageTablesOf: rest)).residentBytes == 0)
            // The mapping's sum, cut down to the part.
            #expect(try #require(HugeBacking(mappingsOf: rest)).hugeBytes == AlignedMemory.unit)
            #expect(try #require(HugeBacking(mappingsOf: rest)).residentBytes == AlignedMemory.unit)
        }

        @Test("Addresses that are not mapped have no backing")
        func unmapped() throws {
            for backing in try Self.both(AlignedMemory.nowhereRange) { #expect(backing.residentBytes == 0) }
        }

        @Test(
            "Where the scan is refused, the mappings answer",
            .enabled(if: HugePageMachine.scansPages, "\(HugePageMachine.scanReason)")
        )
        func fallback() async {
            await #expect(processExitsWith: .success) {
                blocking {
                    let memory = AlignedMemory(units: 2, advice: cmembarrier_madv_hugepage)
                    memory.mark(pages: 0..<1)
                    #expect(memory.backing?.source == .pageTables)
                    let denial = ctestshims_denial(
                        number: ctestshims_ioctl_number(),
                        error: ENOTTY,
                        argument: 0,
                        condition: Int32(ctestshims_always.rawValue),
                        value: 0
                    )
                    #expect(ctestshims_deny([denial], 1) == 0)
                    #expect(memory.backing?.source == .mappings)
                    #expect(memory.backing?.hugeBytes == AlignedMemory.unit)
                    #expect(memory.backing?.residentBytes == AlignedMemory.unit)
                }
            }
        }

        private static func both(_ range: Range<UInt>) throws -> [HugeBacking] {
            let mappings = try #require(HugeBacking(mappingsOf: range))
            guard HugePageMachine.scansPages else { return [mappings] }
            return [try #require(HugeBacking(pageTablesOf: range)), mappings]
        }
    }
}
