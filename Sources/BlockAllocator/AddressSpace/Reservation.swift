internal import CMembarrier
internal import Glibc

/// The one range of addresses that everything comes from: reserved at once, given out in units of a block.
struct Reservation: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let byteCount: Int
    /// log2 of a block's bytes.
    let blockShift: Int
    private let mapped: UnsafeMutableRawPointer
    private let mappedBytes: Int

    /// Reserves addresses, aligned to a block and to a huge page.
    init(byteCount: Int, blockPages: Int) throws(BlockAllocatorError) {
        blockShift = blockPages.trailingZeroBitCount + PageSize.shift
        self.byteCount = byteCount
        let alignment = max(1 << blockShift, PageSize.hugeBytes)
        mappedBytes = byteCount + alignment
        guard let mapped = cmembarrier_reserve(mappedBytes) else {
            throw .system(call: "mmap of \(byteCount) bytes of address space", errno: errno)
        }
        self.mapped = mapped
        let start = (UInt(bitPattern: mapped) + UInt(alignment) - 1) & ~(UInt(alignment) - 1)
        base = mapped + Int(start - UInt(bitPattern: mapped))
    }

    var blockCount: Int { byteCount >> blockShift }

    func address(ofBlock position: Int) -> UnsafeMutableRawPointer { base + position << blockShift }

    /// The position of the block that the address lies in, if it is one of the reservation's.
    @inline(__always)
    func position(of address: UnsafeRawPointer) -> Int? {
        let offset = UInt(bitPattern: address) &- UInt(bitPattern: base)
        return offset < UInt(byteCount) ? Int(offset >> UInt(blockShift)) : nil
    }

    func release() { munmap(mapped, mappedBytes) }
}
