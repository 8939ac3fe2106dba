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

    /// How many threads the process has, zombies included: the directory's links, less the two of any directory.
    static func count() throws(StrategyFailure) -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else { throw StrategyFailure("stat of \(path)", errno: errno) }
        return Int(status.st_nlink) - 2
    }

    /// Whether the thread has not been reaped; a zombie still exists.
    static func exists(_ thread: Int32) -> Bool {
        cmembarrier_tgkill(getpid(), thread, 0) == 0
    }

    /// Whether the thread may still run code of this program: it exists, is no zombie, and is not a worker that the kernel
    /// put into the process (io_uring's). What cannot be told is taken for a thread that does.
    static func runsUserCode(_ thread: Int32) -> Bool {
        guard exists(thread) else { return false }
        guard let status = contents(of: "\(path)/\(thread)/status") else { return true }
        let lines = status.split(separator: "\n")
        func field(_ name: String) -> Substring? {
            lines.first { $0.hasPrefix(name) }.map { $0.dropFirst(name.count).drop { $0 == "\t" || $0 == " " } }
        }
        if let state = field("State:")?.first, state == "Z" || state == "X" { return false }
        // All but SIGKILL and SIGSTOP: more than libc lets a program block.
        return field("SigBlk:") != "fffffffffffbfeff"
    }

    /// The name the thread gave itself, for messages.
    static func name(of thread: Int32) -> String {
        contents(of: "\(path)/\(thread)/comm").map { String($0.prefix { $0 != "\n" }) } ?? "?"
    }

    private static func contents(of path: String) -> String? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
            count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
        }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }
}
