internal import Glibc

/// Files that the kernel writes as they are read.
enum SmallFile {
    /// What the file contains, nil where it cannot be opened or read. Up to a mebibyte: what is longer is none of ours.
    static func read(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        while bytes.count < 1 << 20 {
            var count = 0
            let piece = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, initialized in
                repeat { count = Glibc.read(descriptor, buffer.baseAddress, 4096) } while count < 0 && errno == EINTR
                initialized = max(0, count)
            }
            guard count >= 0 else { return nil }
            if count == 0 { break }
            bytes += piece
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
