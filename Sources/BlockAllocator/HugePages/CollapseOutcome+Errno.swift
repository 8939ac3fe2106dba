internal import Glibc

extension CollapseOutcome {
    /// What madvise(2) answered to `MADV_COLLAPSE`; 0 is success.
    init(errno: CInt) {
        self =
            switch errno {
            case 0: .collapsed
            case ENOMEM: .noHugePage
            case EBUSY: .limit
            case EAGAIN: .transient
            case EINVAL: .never
            default: .refused(errno: errno)
            }
    }
}
