import BlockAllocator

/// Memory that is touched all over, all the time: on huge pages where there are any, and on ordinary ones otherwise.
struct Arena: ~Copyable {
    private let memory: PageRange

    /// A range of 2 MiB and more is aligned to huge pages. The kernel is asked for them, and populating takes the page faults at once.
    init(mebibytes: Int, from allocator: BlockAllocator) throws(BlockAllocatorError) {
        let memory = try allocator.allocate(pages: mebibytes << 8, lifetime: .longLived)
        memory.adviseHugePages()
        try memory.populate()
        self.memory = memory
    }

    var bytes: UnsafeMutableRawBufferPointer { memory.bytes }

    /// What the kernel says, not what was asked of it.
    var hugeShare: Double { Double(memory.hugeBackedBytes) / Double(memory.byteCount) }

    /// Gives the memory of some pages back. The rest of their huge page stays, with its contents, on ordinary pages.
    func forget(_ pages: Range<Int>) { memory.decommit(pages: pages) }

    /// Huge pages again, if there are any: off the request's path, since the kernel copies.
    func mend() -> CollapseOutcome { memory.collapse() }
}
