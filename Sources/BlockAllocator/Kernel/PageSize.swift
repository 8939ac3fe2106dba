/// The unit of everything here: 4 KiB.
///
/// On a machine whose kernel has larger pages the allocator refuses to start, with an error.
@usableFromInline
enum PageSize {
    @inlinable
    static var shift: Int { 12 }
    static let bytes = 1 << shift
    /// Pages of 4 KiB in a huge page of 2 MiB.
    static let perHugePage = 512
    static let hugeBytes = perHugePage << shift
}
