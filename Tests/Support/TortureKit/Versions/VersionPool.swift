/// The slots of one run's versions: each on lines of its own, mapped until the last thread of the run has let go of
/// them.
final class VersionPool: Sendable {
    let count: Int
    // Only an address; what is there is atomic.
    private nonisolated(unsafe) let base: UnsafeMutableRawPointer

    init(count: Int) {
        self.count = count
        base = .allocate(byteCount: count * Version.stride, alignment: Version.stride)
        base.initializeMemory(as: UInt64.self, repeating: 0, count: count * Version.stride / 8)
        for index in 0..<count { self[index].kill() }
    }

    deinit { base.deallocate() }

    subscript(index: Int) -> Version {
        Version(base: base + index * Version.stride)
    }

    /// Whether the address is a slot's: what a reader found in memory that may have been freed is asked so before it is
    /// followed.
    func owns(_ address: UnsafeMutableRawPointer) -> Bool {
        let offset = UInt(bitPattern: address) &- UInt(bitPattern: base)
        return offset < UInt(count * Version.stride) && offset % UInt(Version.stride) == 0
    }
}
