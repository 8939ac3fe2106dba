/// What becomes of a range's addresses when it is freed.
@frozen
public enum ReleaseMode: Hashable, Sendable {
    /// Nothing at first: the addresses are revoked together with others, at a flush at the latest. Nanoseconds.
    case lazy
    /// Access faults from now on, until the addresses are given to the next user: one system call, about a microsecond
    /// (`MADV_GUARD_INSTALL`, Linux 6.13, for frames 6.15; a remapping before).
    case guarded
}
