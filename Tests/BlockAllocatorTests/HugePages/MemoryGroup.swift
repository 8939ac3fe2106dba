import Glibc

/// A memory control group under the process's own, of either version, in which a test's child process can be short of memory.
struct MemoryGroup {
    private let parent: String
    private let path: String
    private let isVersion1: Bool

    /// What a test needs is that one can be made and given a limit.
    static let isAvailable: Bool = {
        guard let group = MemoryGroup(name: "probe-\(getpid())"), group.create() else { return false }
        defer { group.remove() }
        return group.limit(to: 1 << 30)
    }()

    static let reason = "this machine lets the tests make no memory control group"

    /// nil where the process is in no memory group that can be seen.
    init?(name: String) {
        let groups = HugePageMachine.lines("/proc/self/cgroup")
        if let line = groups.first(where: { $0.split(separator: ":").dropFirst().first == "memory" }) {
            isVersion1 = true
            parent = "/sys/fs/cgroup/memory" + Self.path(in: line)
        } else if let line = groups.first(where: { $0.hasPrefix("0::") }) {
            isVersion1 = false
            parent = "/sys/fs/cgroup" + Self.path(in: line)
        } else {
            return nil
        }
        path = parent + "/swift-rcu-tests-" + name
    }

    private static func path(in line: Substring) -> String {
        let path = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).last ?? "/"
        return path == "/" ? "" : String(path)
    }

    private var limitFile: String { path + (isVersion1 ? "/memory.limit_in_bytes" : "/memory.max") }
    private var usageFile: String { path + (isVersion1 ? "/memory.usage_in_bytes" : "/memory.current") }

    func create() -> Bool { mkdir(path, 0o755) == 0 }

    /// A new group with this process in it. For the child of a test, which ends where there is none.
    static func joined(_ name: String) -> MemoryGroup {
        guard let group = MemoryGroup(name: name), group.create(), group.join() else { fatalError("no group \(name)") }
        return group
    }

    /// Once no process is left in it.
    func remove() { rmdir(path) }

    /// Moves this process, with all its threads; what it has in memory stays charged to where it was.
    func join() -> Bool { HugePageMachine.write("\(getpid())", to: path + "/cgroup.procs") }

    /// Moves it back.
    func leave() -> Bool { HugePageMachine.write("\(getpid())", to: parent + "/cgroup.procs") }

    func limit(to bytes: Int) -> Bool { HugePageMachine.write("\(bytes)", to: limitFile) }

    var usage: Int? { HugePageMachine.lines(usageFile).first.flatMap { Int($0) } }

    /// Leaves so much room over what is used now.
    func leaveRoom(of bytes: Int) -> Bool { usage.map { limit(to: $0 + bytes) } ?? false }
}
