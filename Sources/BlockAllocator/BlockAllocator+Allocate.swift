extension BlockAllocator {
    /// A range of `pages` pages, zero where its memory was never used before.
    ///
    /// - Complexity: some nanoseconds, and no locked instruction, for a thread that a queue leans towards; about ten times that where
    ///   threads alternate on one; a few system calls where a new block is needed and none is at hand.
    /// - Blocks: only for other threads that are inside the same queue, for nanoseconds; and in the exhausted case while dead
    ///   memory is given back and the reclaimers run.
    /// - Ordering: what the last user of the memory did happens before.
    /// - Parameters:
    ///   - pages: from 1 to the whole reservation, less a page for the guard where there are guards; below 2^31.
    ///   - lifetime: ranges that stay long share no block with those that do not.
    /// - Throws: ``BlockAllocatorError``: a bad number of pages; or exhaustion, after a forced purge and the reclaimers.
    @inlinable
    @inline(__always)
    public func allocate(pages: Int, lifetime: Lifetime = .shortLived) throws(BlockAllocatorError) -> PageRange {
        if let slot = takeFast(pages, BlockKind(lifetime)) { return PageRange(fast: slot, pages: pages) }
        return try allocateSlowly(pages: pages, lifetime)
    }

    /// What the fast path leaves.
    @usableFromInline
    @inline(never)
    func allocateSlowly(pages: Int, _ lifetime: Lifetime) throws(BlockAllocatorError) -> PageRange {
        try core.allocate(pages: pages, BlockKind(lifetime))
    }

    /// As ``allocate(pages:lifetime:)``, as an address that ``free(_:)`` takes back: for C, and for containers of addresses.
    ///
    /// - Throws: as ``allocate(pages:lifetime:)``.
    public func allocateAddress(
        pages: Int,
        lifetime: Lifetime = .shortLived
    ) throws(BlockAllocatorError) -> UnsafeMutableRawPointer {
        try allocate(pages: pages, lifetime: lifetime).take()
    }
}

extension BlockKind {
    @inlinable
    @inline(__always)
    init(_ lifetime: BlockAllocator.Lifetime) {
        switch lifetime {
        case .shortLived: self = .shortLived
        case .longLived: self = .longLived
        }
    }
}
