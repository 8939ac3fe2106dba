import BlockAllocator

// The block allocator, for the thread that its processor's queue leans towards: as straight, both ways.

@inline(never)
func fastAllocateFree(_ buffers: BlockAllocator) -> UInt {
    guard let range = try? buffers.allocate(pages: 8) else { return 0 }
    return UInt(bitPattern: range.baseAddress)
}

@inline(never)
func fastAllocateFreeOfSize(_ buffers: BlockAllocator, _ pages: Int) -> UInt {
    guard let range = try? buffers.allocate(pages: pages, lifetime: .longLived) else { return 0 }
    return UInt(bitPattern: range.baseAddress)
}

@inline(never)
func fastAllocateReleaseLoop(_ buffers: BlockAllocator, _ count: Int) -> UInt {
    var sum: UInt = 0
    for _ in 0..<count {
        guard let range = try? buffers.allocate(pages: 1) else { continue }
        sum &+= UInt(bitPattern: range.baseAddress)
        range.release()
    }
    return sum
}

@inline(never)
func fastAllocate(_ buffers: BlockAllocator) throws(BlockAllocatorError) -> PageRange {
    try buffers.allocate(pages: 8)
}

@inline(never)
func fastFree(_ range: consuming PageRange) -> Int { range.byteCount }
