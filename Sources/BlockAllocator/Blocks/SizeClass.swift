/// Sizes are powers of two of pages.
@usableFromInline
enum SizeClass {
    /// For 1 to 64 pages, which the caller has checked: nothing here can overflow.
    @inlinable
    @inline(__always)
    static func order(ofSmall pages: Int) -> Int {
        Int.bitWidth &- (pages &- 1).leadingZeroBitCount
    }
}
