internal import Glibc

/// What the system tells about a thread of this process.
struct ThreadDescription {
    let name: String
    let processor: Int?

    /// Returns nil if the thread has ended.
    init?(thread: Int32) {
        guard let status = Self.contents(of: "/proc/self/task/\(thread)/stat") else { return nil }
        // The name stands in parentheses, and may hold some itself. The CPU is the 37th field after it.
        guard let open = status.firstIndex(of: UInt8(ascii: "(")), let close = status.lastIndex(of: UInt8(ascii: ")")),
            open < close
        else { return nil }
        name = String(decoding: status[status.index(after: open)..<close], as: UTF8.self)
        let fields = status[status.index(after: close)...].split(separator: UInt8(ascii: " "))
        processor = fields.count > 36 ? Int(String(decoding: fields[36], as: UTF8.self)) : nil
    }

    private static func contents(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1024)
        let count = read(file, &bytes, bytes.count)
        guard count > 0 else { return nil }
        return Array(bytes[..<count])
    }
}
