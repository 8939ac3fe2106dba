/// What came of a request to back a range with huge pages after the fact.
public enum CollapseOutcome: Hashable, Sendable {
    /// Huge pages back the range now.
    case collapsed
    /// No huge page is free (`ENOMEM`). The kernel says the same of addresses that are not mapped.
    case noHugePage
    /// The memory limit of the process's control group has no room for one (`EBUSY`).
    case limit
    /// Something was in the way for a moment, such as a page that a system call holds (`EAGAIN`), or another collapse of this
    /// allocator.
    case transient
    /// Not for this range (`EINVAL`): nothing in it is resident, or huge pages are forbidden by the policy, the process or the kernel.
    case never
    /// Not tried: after failures or slow collapses the allocator leaves off for so long.
    case backingOff(nanoseconds: Int64)
    /// The system refused the call itself, with an errno such as `EPERM` of a seccomp filter.
    case refused(errno: CInt)

    /// Whether the same request may succeed later, without anything done about it.
    public var shouldRetry: Bool {
        switch self {
        case .noHugePage, .limit, .transient, .backingOff: true
        case .collapsed, .never, .refused: false
        }
    }
}
