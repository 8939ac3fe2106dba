/// A limit of the kernel's that a ``WorkerGroup`` follows.
public enum FollowedLimit: Hashable, Sendable {
    /// As many workers as ``ProcessorLimits/affinity`` has processors.
    case affinity
    /// As many workers as ``ProcessorLimits/cgroupQuota`` is worth, rounded up.
    case cgroupQuota

    /// How many workers these limits allow now: the smallest of them, at least one, and no more than `capacity`.
    static func workers(for limits: Set<FollowedLimit>, capacity: Int) -> Int {
        limits.reduce(capacity) { smallest, limit in
            switch limit {
            case .affinity:
                let count = ProcessorLimits.affinity.count
                return count == 0 ? smallest : min(smallest, count)
            case .cgroupQuota:
                guard let quota = ProcessorLimits.cgroupQuota else { return smallest }
                return min(smallest, ProcessorLimits.workers(forQuota: quota))
            }
        }
    }
}
