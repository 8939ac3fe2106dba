internal import Glibc

/// The processor quota of this process's cgroups, of both versions.
struct CgroupQuota {
    /// A cgroup file system: where it is mounted, and which group of its hierarchy is seen there.
    struct Mount: Equatable {
        let root: String
        let point: String
    }

    /// In front of the paths of procfs and of the mount points; empty but in tests.
    private let prefix: String

    static func current(under prefix: String = "") -> Double? { CgroupQuota(prefix: prefix).quota }

    init(prefix: String) { self.prefix = prefix }

    /// The smallest quota of both hierarchies.
    var quota: Double? {
        let groups = SmallFile.read(prefix + "/proc/self/cgroup") ?? ""
        let mounts = SmallFile.read(prefix + "/proc/self/mountinfo") ?? ""
        let found = groups.split(separator: "\n").compactMap { line -> Double? in
            // hierarchy:controllers:path; the path may contain colons.
            let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard fields.count == 3 else { return nil }
            let isVersion2 = fields[0] == "0" && fields[1].isEmpty
            guard isVersion2 || fields[1].split(separator: ",").contains("cpu"),
                let mount = Self.mount(in: mounts, version2: isVersion2)
            else { return nil }
            return smallest(of: String(fields[2]), mount, version2: isVersion2)
        }
        return found.min()
    }

    /// The smallest quota from the group up to what is mounted.
    private func smallest(of group: String, _ mount: Mount, version2: Bool) -> Double? {
        var found: Double?
        for directory in Self.directories(of: group, mount) {
            let limit = version2 ? version2Quota(prefix + directory) : version1Quota(prefix + directory)
            if let limit { found = min(found ?? limit, limit) }
        }
        return found
    }

    /// The directories of the group and those above it, up to the mount point.
    static func directories(of group: String, _ mount: Mount) -> [String] {
        // In a container the mount shows the container's own group as its root, and procfs may name the group as the host sees it.
        let root = mount.root == "/" ? "" : mount.root
        var rest: Substring
        if group == mount.root {
            rest = ""
        } else if group.hasPrefix(root + "/") {
            rest = group.dropFirst(root.count)
        } else {
            // The group lies outside of what is mounted here; the nearest that is visible is the mount's root.
            rest = ""
        }
        while rest.last == "/" { rest.removeLast() }
        var result: [String] = []
        while let slash = rest.lastIndex(of: "/") {
            result.append(mount.point + rest)
            rest = rest[..<slash]
        }
        return result + [mount.point]
    }

    /// `cpu.max`: the quota, or "max", and the period, both in microseconds. The root group has no such file.
    private func version2Quota(_ directory: String) -> Double? {
        let fields = (SmallFile.read(directory + "/cpu.max") ?? "").split(whereSeparator: \.isWhitespace)
        guard fields.count == 2 else { return nil }
        return Self.ratio(Int64(fields[0]), Int64(fields[1]))
    }

    /// `cpu.cfs_quota_us`, -1 without a limit, and `cpu.cfs_period_us`.
    private func version1Quota(_ directory: String) -> Double? {
        Self.ratio(number(directory + "/cpu.cfs_quota_us"), number(directory + "/cpu.cfs_period_us"))
    }

    private func number(_ path: String) -> Int64? {
        SmallFile.read(path).flatMap { $0.split(whereSeparator: \.isWhitespace).first }.flatMap { Int64($0) }
    }

    private static func ratio(_ quota: Int64?, _ period: Int64?) -> Double? {
        guard let quota, let period, quota > 0, period > 0 else { return nil }
        return Double(quota) / Double(period)
    }

    /// The first mount of the hierarchy in `mountinfo`, whose lines are: id, parent, device, root, mount point, options, optional fields,
    /// a hyphen, type, source, options of the file system.
    static func mount(in mounts: String, version2: Bool) -> Mount? {
        for line in mounts.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let hyphen = fields.firstIndex(of: "-"), hyphen >= 6, fields.count > hyphen + 3 else { continue }
            let type = fields[hyphen + 1]
            let isWanted =
                version2
                ? type == "cgroup2"
                : type == "cgroup" && fields[hyphen + 3].split(separator: ",").contains("cpu")
            if isWanted { return Mount(root: unescaped(fields[3]), point: unescaped(fields[4])) }
        }
        return nil
    }

    /// Spaces and the like are three octal digits after a backslash.
    private static func unescaped(_ field: Substring) -> String {
        guard field.contains("\\") else { return String(field) }
        var bytes: [UInt8] = []
        var rest = Substring(field).utf8
        while let byte = rest.popFirst() {
            let digits = String(Substring(rest.prefix(3)))
            if byte == UInt8(ascii: "\\"), digits.utf8.count == 3, let value = UInt8(digits, radix: 8) {
                bytes.append(value)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
