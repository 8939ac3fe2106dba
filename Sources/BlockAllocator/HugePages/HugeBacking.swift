/// What backs an address range at this moment, as the kernel tells it: huge pages, small ones, or nothing.
///
/// A system call or more, and time in proportion to what is resident; not for the fast path.
public struct HugeBacking: Hashable, Sendable {
    /// Where the figures come from.
    public enum Source: Hashable, Sendable {
        /// The page tables (`PAGEMAP_SCAN`, Linux 6.7): exact for any range.
        case pageTables
        /// The sums of `/proc/self/smaps`, which are a mapping's: an upper bound for a range that has only part of one.
        case mappings
    }

    /// Bytes that huge pages back. The page of zeros, which reading alone maps, is not counted.
    public let hugeBytes: Int
    /// Bytes in memory, huge or small; likewise.
    public let residentBytes: Int
    /// Where the figures come from.
    public let source: Source

    /// Asks the kernel.
    ///
    /// - Returns: nil where the system tells neither way, as without procfs.
    public init?(of bytes: UnsafeRawBufferPointer) {
        let start = UInt(bitPattern: bytes.baseAddress)
        let range = start..<start + UInt(bytes.count)
        guard let backing = HugeBacking(pageTablesOf: range) ?? HugeBacking(mappingsOf: range) else { return nil }
        self = backing
    }

    init(hugeBytes: Int, residentBytes: Int, source: Source) {
        self.hugeBytes = hugeBytes
        self.residentBytes = residentBytes
        self.source = source
    }
}
