import Glibc

/// What procfs tells of a process that hangs: each thread, its state, and where in the kernel it sleeps.
enum ProcessSnapshot {
    static func describe(_ process: pid_t) -> String {
        let threads = entries(of: "/proc/\(process)/task").sorted()
        let lines = threads.map { thread in
            let base = "/proc/\(process)/task/\(thread)"
            let state = text(of: base + "/status").split(separator: "\n").first { $0.hasPrefix("State:") } ?? ""
            return "thread \(thread) \(trimmed(text(of: base + "/comm"))) \(state) in \(text(of: base + "/wchan"))"
                + " system call \(trimmed(text(of: base + "/syscall")))"
        }
        return (["--- killed; its threads were:"] + lines).joined(separator: "\n") + "\n"
    }

    private static func entries(of path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names
    }

    private static func text(of path: String) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "?" }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 2048)
        let count = max(0, read(file, &buffer, buffer.count))
        return String(decoding: buffer[..<count], as: UTF8.self)
    }

    private static func trimmed(_ text: String) -> Substring {
        text.prefix { $0 != "\n" }
    }
}
