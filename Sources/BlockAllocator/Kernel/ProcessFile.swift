internal import Glibc

/// A file of procfs, line by line, through one buffer: no allocation for a line, and none that grows with the file.
struct ProcessFile: ~Copyable {
    private let descriptor: CInt
    /// Longer than any line of `maps` or `smaps`, which end with a path.
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 32 << 10, alignment: 16)
    /// What was read and not yet returned.
    private var unread = 0..<0

    init?(_ path: StaticString) {
        let descriptor = path.withUTF8Buffer { path in
            path.withMemoryRebound(to: CChar.self) { path in
                path.baseAddress.map { open($0, O_RDONLY | O_CLOEXEC) } ?? -1
            }
        }
        guard descriptor >= 0 else {
            buffer.deallocate()
            return nil
        }
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// The next line without its end, valid until the next call; nil after the last, or where the file cannot be read further.
    mutating func nextLine() -> UnsafeRawBufferPointer? {
        var searched = unread.lowerBound
        while true {
            if let end = buffer[searched..<unread.upperBound].firstIndex(of: UInt8(ascii: "\n")) {
                defer { unread = end + 1..<unread.upperBound }
                return UnsafeRawBufferPointer(rebasing: buffer[unread.lowerBound..<end])
            }
            searched = unread.count
            guard readMore() else { return nil }
        }
    }

    /// Moves what is unread to the front and fills the rest; false at the end.
    private mutating func readMore() -> Bool {
        guard let start = buffer.baseAddress else { return false }
        memmove(start, start + unread.lowerBound, unread.count)
        unread = 0..<unread.count
        var count: Int
        repeat {
            count = read(descriptor, start + unread.count, buffer.count - unread.count)
        } while count < 0 && errno == EINTR
        guard count > 0 else { return false }
        unread = 0..<unread.count + count
        return true
    }
}
