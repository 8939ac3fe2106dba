import Glibc
import TestThreads
import Testing

@testable import BlockAllocator

@Suite("Mapping census")
struct MappingCensusTests {
    @Test("Each change of protection is a mapping, and both kinds of bytes are summed")
    func protections() throws {
        let memory = AlignedMemory(units: 1)
        #expect(mprotect(memory.page(3), 2 * AlignedMemory.page, PROT_NONE) == 0)
        #expect(mprotect(memory.page(9), AlignedMemory.page, PROT_READ) == 0)
        let census = try #require(MappingCensus(of: memory.range))
        #expect(census.mappings == 5)
        #expect(census.mappedBytes == memory.byteCount)
        #expect(census.accessibleBytes == memory.byteCount - 2 * AlignedMemory.page)
    }

    @Test("A range that begins and ends inside mappings has its part of them")
    func part() throws {
        let memory = AlignedMemory(units: 1)
        #expect(mprotect(memory.page(100), AlignedMemory.page, PROT_NONE) == 0)
        let page = UInt(AlignedMemory.page)
        let census = try #require(
            MappingCensus(of: memory.range.lowerBound + 99 * page..<memory.range.lowerBound + 101 * page)
        )
        #expect(census.mappings == 2)
        #expect(census.mappedBytes == 2 * AlignedMemory.page)
        #expect(census.accessibleBytes == AlignedMemory.page)
    }

    @Test("What is not mapped has none")
    func unmapped() throws {
        #expect(try #require(MappingCensus(of: AlignedMemory.nowhereRange)).mappings == 0)
    }

    @Test("A file many times the buffer is read to its end")
    func thousands() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let memory = AlignedMemory(units: 8)
                for index in stride(from: 0, to: 4096, by: 2) {
                    #expect(mprotect(memory.page(index), AlignedMemory.page, PROT_READ) == 0)
                }
                let inRange = MappingCensus(of: memory.range)
                #expect(inRange?.mappings == 4096)
                #expect(inRange?.accessibleBytes == memory.byteCount)
                // The program and its libraries besides.
                let all = MappingCensus.ofProcess?.mappings ?? 0
                #expect(all > 4096 + 20, "\(all)")
            }
        }
    }
}
