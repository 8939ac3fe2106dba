/// The unit of everything here: 4 KiB.
///
/// On a machine whose kernel has larger pages the allocator refuses to start, with an error.
enum PageSize {
    static let shift = 12
    static let bytes = 1 << shift
    /// Pages of 4 KiB in a huge page of 2 MiB.
    static let perHugePage = 512
    static let hugeBytes = perHugePage << shift
}
