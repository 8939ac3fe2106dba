internal import CMembarrier
internal import Glibc

/// How many processors this process may use, as the kernel says it: the affinity mask and the quota of its cgroups.
///
/// - Note: Sources: sched_getaffinity(2), cgroups(7), the kernel's documentation of `cpu.max` and `cpu.cfs_quota_us`.
public enum ProcessorLimits {
    /// The processors that the process's main thread may run on, ascending; empty if the kernel does not tell.
    ///
    /// Of the main thread, because a mask is each thread's own: what `taskset -p` or a cpuset changes is found there, and a thread that
    /// was pinned does not make the process look small.
    ///
    /// - Blocks: no; one system call.
    public static var affinity: [Int] {
        let limit = Int(cmembarrier_affinity_limit)
        return [Int32](unsafeUninitializedCapacity: limit) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            count = Int(max(0, cmembarrier_allowed_processors(getpid(), start, Int32(limit))))
        }.map(Int.init)
    }

    /// Processors' worth of time that the cgroups of the process grant: 1.5 is 150 ms in each 100 ms. nil without a limit.
    ///
    /// The smallest quota of the process's own group and those above it, as far as they are visible, in the hierarchy of version 2 and in
    /// that of version 1.
    ///
    /// - Blocks: reads some small files of procfs and the cgroup file systems.
    public static var cgroupQuota: Double? { CgroupQuota.current() }

    /// How many workers a quota is worth: rounded up, at least one.
    ///
    /// Up, because rounded down the rest of a quota of 1.5 processors could never be used; that all workers together may then be
    /// throttled for part of a period is what the quota is for. Java rounds so too.
    public static func workers(forQuota quota: Double) -> Int {
        // A quota beyond any machine is no limit.
        guard quota.isFinite, quota < Double(cmembarrier_affinity_limit) else { return Int(cmembarrier_affinity_limit) }
        return max(1, Int(quota.rounded(.up)))
    }
}
