internal import CMembarrier
internal import Glibc

/// The threads of this process, as procfs tells them.
enum ThreadList {
    private static let path = "/proc/self/task"

    static var isAvailable: Bool { access(path, R_OK | X_OK) == 0 }

    /// The threads seen in one pass over the directory; not a snapshot.
    static func read() throws(StrategyFailure) -> [Int32] {
        guard let directory = opendir(path) else { throw StrategyFailure("opendir of \(path)", errno: errno) }
        defer { closedir(directory) }
        var threads: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { strtol($0, nil, 10) }
            }
            if name > 0 { threads.append(Int32(name)) }
        }
        return threads
    }

    /// Whether the thread has not been reaped; a zombie still exists.
    static func exists(_ thread: Int32) -> Bool {
        cmembarrier_tgkill(getpid(), thread, 0) == 0
    }

    /// Whether the thread may still run code of this program: it is no zombie, not dead, and not a worker that the
    /// kernel put into the process (io_uring's), which blocks every signal.
    static func runsUserCode(_ thread: Int32) -> Bool {
        guard let line = firstLine(of: "\(path)/\(thread)/stat") else { return false }
        // The fields follow the name, which may itself hold spaces and parentheses: state first, flags seventh.
        guard let end = line.lastIndex(of: UInt8(ascii: ")")) else { return true }
        let fields = line[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 6, let flags = UInt64(String(decoding: fields[6], as: UTF8.self)) else { return true }
        let ioWorker: UInt64 = 0x10
        let userWorker: UInt64 = 0x4000
        let ended = fields[0].first == UInt8(ascii: "Z") || fields[0].first == UInt8(ascii: "X")
        return !ended && flags & (ioWorker | userWorker) == 0
    }

    /// The name the thread gave itself, for messages.
    static func name(of thread: Int32) -> String {
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
