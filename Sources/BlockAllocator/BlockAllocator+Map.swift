extension BlockAllocator {
    /// Makes frames contiguous: at the range's addresses they follow one another in the order given, readable and writable in place.
    ///
    /// Nothing is copied. A frame may stand several times in the sequence, or be mapped elsewhere too: all places show the same
    /// bytes. Freeing the range takes the addresses away and leaves the frames and their contents.
    ///
    /// - Complexity: a system call for each run of frames that are adjacent in their file, and a mapping of the process's limited number
    ///   (`vm.max_map_count`, 65,530) likewise; the frames' memory is present when the call returns.
    /// - Blocks: for the system calls.
    /// - Throws: ``BlockAllocatorError``: no frames; exhaustion of addresses, memory or mappings, after a forced purge and the
    ///   reclaimers. Nothing stays mapped then.
    /// - Note: Source: `vm_map_ram` of Linux.
    public func map(_ frames: [PageFrame]) throws(BlockAllocatorError) -> PageRange {
        try core.map(frames)
    }

    /// As ``map(_:)``, as an address that ``free(_:)`` takes back.
    ///
    /// - Throws: as ``map(_:)``.
    public func mapAddress(_ frames: [PageFrame]) throws(BlockAllocatorError) -> UnsafeMutableRawPointer {
        try core.map(frames).take()
    }
}
