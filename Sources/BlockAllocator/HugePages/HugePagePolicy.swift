/// Which memory of an allocator the kernel is asked to back with transparent huge pages.
///
/// A request, never a condition: where no huge page is to be had, the same memory consists of small pages, at once and without an
/// error. ``HugeBacking`` says what came of it.
public enum HugePagePolicy: Hashable, Sendable {
    /// Every block is advised `MADV_HUGEPAGE` when it is committed.
    ///
    /// Fastest where most of what is allocated is touched; the first touch of a page makes 2 MiB resident.
    case always
    /// Only ranges for which the caller asks, and ranges too large for a block.
    case advise
    /// Everything is advised `MADV_NOHUGEPAGE`, also where the system's default is huge pages for all.
    case never
}
