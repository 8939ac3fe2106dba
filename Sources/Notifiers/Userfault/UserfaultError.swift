internal import Glibc

/// Why memory cannot be watched by a ``UserfaultSource``.
///
/// - Note: Source: userfaultfd(2), ioctl_userfaultfd(2).
public enum UserfaultError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The system refused a descriptor, with this error number.
    ///
    /// - `EPERM`: a seccomp filter; or, before Linux 5.11, a process without the privilege while `vm.unprivileged_userfaultfd` is 0.
    /// - `ENOSYS`: a kernel built without userfaultfd, or a seccomp filter.
    /// - `EMFILE`, `ENFILE`, `ENOMEM`: no descriptor, or no memory, at this moment.
    case refused(errno: CInt)
    /// The kernel has userfaultfd and lacks one of the features needed; these are the bits that it offers.
    case lacksFeatures(offered: UInt64)
    /// The range is empty or does not begin and end with a page of the system.
    case notWholePages(Range<UInt>)
    /// The system refused to watch the range.
    ///
    /// - `EINVAL`: nothing is mapped there, or a file's pages are; only private memory and memory that files in memory back
    ///   can be watched.
    /// - `EBUSY`: another descriptor watches a part of it.
    /// - `ENOMEM`: nothing is mapped there, or no memory for the kernel at this moment.
    case cannotWatch(Range<UInt>, errno: CInt)
    /// The system refused to end the watching of the range.
    ///
    /// - `EINVAL`, `ENOMEM`: nothing is mapped there, so that nothing is watched either; or a part of it is of a kind that cannot
    ///   be watched, and then the rest is watched as before.
    case cannotUnwatch(Range<UInt>, errno: CInt)
    /// The source was closed.
    case closed
    /// The source belongs to the process that this one was forked from.
    case ofParentProcess

    /// What was refused, the system's message, and what was expected.
    public var description: String {
        switch self {
        case .refused(let errno):
            "userfaultfd(2): \(Self.message(errno)); \(Self.reason(errno))"
        case .lacksFeatures(let offered):
            "userfaultfd(2): the kernel offers the features 0x\(String(offered, radix: 16)); expected write-protect mode (0x1), "
                + "and the events remap (0x4), remove (0x8) and unmap (0x40)"
        case .notWholePages(let range):
            "the range \(Self.text(range)); expected whole pages of \(getpagesize()) bytes, one at least"
        case .cannotWatch(let range, let errno):
            "watching \(Self.text(range)): \(Self.message(errno)); expected mapped memory, private or of a file in memory, "
                + "that no other userfaultfd watches"
        case .cannotUnwatch(let range, let errno):
            "ending the watching of \(Self.text(range)): \(Self.message(errno)); expected mapped memory of a kind that can be watched"
        case .closed:
            "the userfaultfd source is closed; expected an open one"
        case .ofParentProcess:
            "the userfaultfd source was made before the fork; expected one that this process made"
        }
    }

    private static func message(_ errno: CInt) -> String { "\(String(cString: strerror(errno))) (errno \(errno))" }

    private static func text(_ range: Range<UInt>) -> String {
        "0x\(String(range.lowerBound, radix: 16))..<0x\(String(range.upperBound, radix: 16))"
    }

    private static func reason(_ errno: CInt) -> String {
        switch errno {
        case EPERM:
            "a seccomp filter refuses it, as a container's may; or, before Linux 5.11, the process lacks CAP_SYS_PTRACE and "
                + "the sysctl vm.unprivileged_userfaultfd is not 1 (it is \(sysctl ?? "unreadable"))"
        case ENOSYS: "the kernel was built without CONFIG_USERFAULTFD, or a seccomp filter hides the call"
        default: "expected a free descriptor and memory for it"
        }
    }

    private static var sysctl: String? {
        let file = open("/proc/sys/vm/unprivileged_userfaultfd", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var digit: UInt8 = 0
        return read(file, &digit, 1) == 1 ? String(UnicodeScalar(digit)) : nil
    }
}
