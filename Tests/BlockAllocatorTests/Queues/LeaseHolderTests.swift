import CMembarrier
import Testing

@testable import BlockAllocator

@Suite("Lease holders")
struct LeaseHolderTests {
    @Test("The words that a thread enters a queue with lie where the record in C has them")
    func layout() {
        let record = UnsafeMutableRawPointer.allocate(byteCount: MemoryLayout<cmembarrier_record>.size, alignment: 128)
        defer { record.deallocate() }
        let holder = LeaseHolder(record)
        #expect(
            UnsafeMutableRawPointer(holder.isInside) - record
                == MemoryLayout<cmembarrier_record>.offset(of: \.in_lease)
        )
        #expect(
            UnsafeMutableRawPointer(holder.lastQueue) - record
                == MemoryLayout<cmembarrier_record>.offset(of: \.lease_hint)
        )
    }
}
