import Glibc
import TestThreads
import Testing

@testable import Notifiers

@Suite("What limits the processors")
struct CgroupQuotaTests {
    /// Files as the kernel shows them, under a directory of the test's own.
    private final class Files {
        let prefix: String
        private var paths: Set<String> = []

        init(_ files: [String: String]) {
            let name = "\(P_tmpdir)/cgroup-test-\(getpid())-\(UInt64.random(in: 0 ... .max))"
            prefix = mkdir(name, 0o700) == 0 ? name : "/nonexistent"
            for (path, text) in files { write(text, to: path) }
        }

        func write(_ text: String, to path: String) {
            paths.insert(path)
            var directory = prefix
            for part in path.split(separator: "/").dropLast() {
                directory += "/" + part
                mkdir(directory, 0o700)
            }
            guard let file = fopen(prefix + path, "w") else { return }
            fputs(text, file)
            fclose(file)
        }

        /// Files first, then the directories that they leave empty.
        deinit {
            for path in paths { unlink(prefix + path) }
            for path in paths.sorted(by: { $0.count > $1.count }) {
                var directory = Substring(prefix + path)
                while directory.count > prefix.count, let slash = directory.lastIndex(of: "/") {
                    directory = directory[..<slash]
                    rmdir(String(directory))
                }
            }
        }
    }

    private let version2 = "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
    private let version1 = "35 30 0:30 / /sys/fs/cgroup/cpu\\054cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"

    @Test("Version 2: the smallest quota from the group up to the root; max is none")
    func second() {
        let files = Files([
            "/proc/self/cgroup": "0::/a/b\n",
            "/proc/self/mountinfo": "22 1 0:21 / /proc rw - proc proc rw\n" + version2,
            "/sys/fs/cgroup/a/cpu.max": "150000 100000\n",
            "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n",
        ])
        #expect(CgroupQuota.current(under: files.prefix) == 1.5)
        files.write("50000 100000\n", to: "/sys/fs/cgroup/a/b/cpu.max")
        #expect(CgroupQuota.current(under: files.prefix) == 0.5)
        files.write("max 100000\n", to: "/sys/fs/cgroup/a/b/cpu.max")
        files.write("max 100000\n", to: "/sys/fs/cgroup/a/cpu.max")
        #expect(CgroupQuota.current(under: files.prefix) == nil)
    }

    @Test("Version 1: the hierarchy of cpu, whatever it is mounted with, and a mount point with an escaped comma")
    func first() {
        let files = Files([
            "/proc/self/cgroup": "9:memory:/m\n4:cpu,cpuacct:/a\n0::/\n",
            "/proc/self/mountinfo": version1 + version2,
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
            "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
            "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "250000\n",
            "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "50000\n",
        ])
        #expect(CgroupQuota.current(under: files.prefix) == 5)
        files.write("-1\n", to: "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us")
        #expect(CgroupQuota.current(under: files.prefix) == nil)
    }

    @Test("A container's mount, whose root is the group itself, and files that are missing or make no sense")
    func container() {
        let files = Files([
            "/proc/self/cgroup": "4:cpu:/docker/x\n",
            "/proc/self/mountinfo": "35 30 0:30 /docker/x /sys/fs/cgroup/cpu ro - cgroup cgroup rw,cpu\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000\n",
            "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        ])
        #expect(CgroupQuota.current(under: files.prefix) == 3)
        files.write("0\n", to: "/sys/fs/cgroup/cpu/cpu.cfs_period_us")
        #expect(CgroupQuota.current(under: files.prefix) == nil)
        #expect(CgroupQuota.current(under: "/nonexistent") == nil)
    }

    @Test("The groups that count are those from the process's own up to what is mounted")
    func directories() {
        let whole = CgroupQuota.Mount(root: "/", point: "/c")
        #expect(CgroupQuota.directories(of: "/", whole) == ["/c"])
        #expect(CgroupQuota.directories(of: "/a/b", whole) == ["/c/a/b", "/c/a", "/c"])
        let part = CgroupQuota.Mount(root: "/a", point: "/c")
        #expect(CgroupQuota.directories(of: "/a/b", part) == ["/c/b", "/c"])
        #expect(CgroupQuota.directories(of: "/a", part) == ["/c"])
        #expect(CgroupQuota.directories(of: "/ab", part) == ["/c"])
        #expect(CgroupQuota.directories(of: "/../x", part) == ["/c"])
    }

    @Test(
        "Quotas are rounded up, to one at least",
        arguments: [(0.1, 1), (1, 1), (1.01, 2), (2, 2), (7.5, 8), (1e300, 8192)]
    )
    func rounding(quota: Double, workers: Int) {
        #expect(ProcessorLimits.workers(forQuota: quota) == workers)
    }

    @Test("The affinity mask is the main thread's, also seen from a thread that is pinned")
    func affinity() {
        let all = ProcessorLimits.affinity
        #expect(!all.isEmpty)
        #expect(all == all.sorted())
        let thread = TestThread {
            #expect(WorkerThread.pin(to: all[all.count - 1]) == 0)
            #expect(ProcessorLimits.affinity == all)
        }
        thread.join()
    }
}
