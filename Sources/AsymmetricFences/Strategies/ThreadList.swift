internal import Glibc

/// The threads of this process, as procfs tells them.
enum ThreadList {
    private static let path = "/proc/self/task"

    static var isAvailable: Bool { access(path, R_OK | X_OK) == 0 }

    /// The threads seen in one pass over the directory; not a snapshot.
    static func read() throws(StrategyFailure) -> [pid_t] {
        guard let directory = opendir(path) else { throw StrategyFailure("opendir of \(path)", errno: errno) }
        defer { closedir(directory) }
        var threads: [pid_t] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { strtol($0, nil, 10) }
            }
            if name > 0 { threads.append(pid_t(name)) }
        }
        return threads
    }

    /// How many threads the process has: the directory's links, less the two of any directory.
    static func count() throws(StrategyFailure) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StrategyFailure("stat of \(path)", errno: errno) }
        return Int(status.st_nlink) - 2
    }

    /// Whether the thread may still run code: it exists and is neither a zombie nor dead.
    static func isAlive(_ thread: pid_t) -> Bool {
        guard let line = firstLine(of: "\(path)/\(thread)/stat") else { return false }
        // The state follows the name, which may itself hold parentheses.
        guard let end = line.lastIndex(of: UInt8(ascii: ")")), end + 2 < line.count else { return true }
        return line[end + 2] != UInt8(ascii: "Z") && line[end + 2] != UInt8(ascii: "X")
    }

    /// The name the thread gave itself, for messages.
    static func name(of thread: pid_t) -> String {
        guard let line = firstLine(of: "\(path)/\(thread)/comm") else { return "?" }
        return String(decoding: line.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    private static func firstLine(of path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        return [UInt8](unsafeUninitializedCapacity: 512) { buffer, count in
            count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
        }
    }
}
