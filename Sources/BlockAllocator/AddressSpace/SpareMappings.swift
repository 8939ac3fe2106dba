internal import Glibc

/// Mappings that serve no purpose but to be given up at the process's limit of mappings.
///
/// Above the limit the kernel refuses every mmap(2), also one that would put a single mapping in the place of many, and to leave a hole
/// in the reservation instead is no way out: another thread's mmap(2) might take it. To change a protection back is not refused, and
/// joins mappings.
struct SpareMappings: @unchecked Sendable {
    /// Each page that differs from its neighbours makes two mappings more.
    private static let pages = 4

    /// Inaccessible pages, twice as many and one more, that nothing else is done with.
    private let start: UnsafeMutableRawPointer

    static var byteCount: Int { (2 * pages + 1) << PageSize.shift }

    init(at start: UnsafeMutableRawPointer) {
        self.start = start
        take()
    }

    /// Refused at the limit, where there is nothing to spare; the next time it may not be.
    func take() { protect(PROT_READ) }

    func giveUp() { protect(PROT_NONE) }

    private func protect(_ protection: CInt) {
        for page in 0..<Self.pages { mprotect(start + (2 * page + 1) << PageSize.shift, PageSize.bytes, protection) }
    }
}
