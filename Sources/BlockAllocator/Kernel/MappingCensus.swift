/// How many mappings the kernel keeps for an address range, and how much of the range they cover.
///
/// One pass over `/proc/self/maps`, which holds the process's address space still for moments: for statistics and tests.
struct MappingCensus: Hashable {
    /// Mappings (VMAs) with at least one page in the range. The kernel's limit on them is `vm.max_map_count` a process.
    private(set) var mappings = 0
    /// Bytes of the range that are mapped.
    private(set) var mappedBytes = 0
    /// Those of them that may be read, written or executed; the rest is reserved.
    private(set) var accessibleBytes = 0

    /// nil where procfs cannot be read.
    init?(of range: Range<UInt>) {
        guard var file = ProcessFile("/proc/self/maps") else { return nil }
        while let line = file.nextLine() {
            guard let mapping = MappingLine(line) else { return nil }
            // They come in the order of their addresses.
            if mapping.addresses.lowerBound >= range.upperBound { break }
            let overlap = mapping.addresses.clamped(to: range).count
            guard overlap > 0 else { continue }
            mappings += 1
            mappedBytes += overlap
            if mapping.isAccessible { accessibleBytes += overlap }
        }
    }

    /// The same of the whole process.
    static var ofProcess: MappingCensus? { MappingCensus(of: 0..<UInt.max) }
}
