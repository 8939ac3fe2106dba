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
    private let spare: SpareMappings

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
        // What the alignment left over lies before or behind, half of it at least on one side: 1 MiB or more.
        let before = base - mapped
        let isBehind = before < alignment / 2
        spare = SpareMappings(at: (isBehind ? base + byteCount : mapped) + SpareMappings.byteCount)
    }

    var blockCount: Int { byteCount >> blockShift }

    func address(ofBlock position: Int) -> UnsafeMutableRawPointer { base + position << blockShift }

    /// The position of the block that the address lies in, if it is one of the reservation's.
    @inline(__always)
    func position(of address: UnsafeRawPointer) -> Int? {
        let offset = UInt(bitPattern: address) &- UInt(bitPattern: base)
        return offset < UInt(byteCount) ? Int(offset >> UInt(blockShift)) : nil
    }

    /// Takes the access away and gives the pages back, also at the limit of mappings if that sets some free. Under the flush lock.
    ///
    /// - Returns: whether the system did it.
    func revoke(_ start: UnsafeMutableRawPointer, _ bytes: Int) -> Bool {
        if cmembarrier_unreserve_pages(start, bytes) == 0 { return true }
        spare.giveUp()
        defer { spare.take() }
        return cmembarrier_unreserve_pages(start, bytes) == 0
    }

    func release() { munmap(mapped, mappedBytes) }
}
