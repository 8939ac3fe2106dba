extension HugeBacking {
    /// From the sums of the mappings that overlap the range, each cut down to the overlap.
    init?(mappingsOf range: Range<UInt>) {
        guard var file = ProcessFile("/proc/self/smaps") else { return nil }
        var (huge, resident) = (0, 0)
        var overlap = 0
        while let line = file.nextLine() {
            if let mapping = MappingLine(line) {
                // They come in the order of their addresses.
                if mapping.addresses.lowerBound >= range.upperBound { break }
                overlap = mapping.addresses.clamped(to: range).count
            } else if overlap > 0 {
                resident += min(overlap, Self.bytes(line, "Rss:"))
                // One kind a mapping: anonymous memory, a memfd, or a file's pages.
                for key: StaticString in ["AnonHugePages:", "ShmemPmdMapped:", "FilePmdMapped:"] {
                    huge += min(overlap, Self.bytes(line, key))
                }
            }
        }
        self.init(hugeBytes: huge, residentBytes: resident, source: .mappings)
    }

    /// The value of a line `key   2048 kB` in bytes, 0 of another line.
    private static func bytes(_ line: UnsafeRawBufferPointer, _ key: StaticString) -> Int {
        guard key.withUTF8Buffer({ line.starts(with: $0) }) else { return 0 }
        return line.dropFirst(key.utf8CodeUnitCount).reduce(0) { sum, byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) ? sum * 10 + Int(byte - UInt8(ascii: "0")) : sum
        } << 10
    }
}
