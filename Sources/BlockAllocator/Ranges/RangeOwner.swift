/// The metadata that a range belongs to: of a block, or its own.
struct RangeOwner {
    private let word: UInt

    @inline(__always)
    init(_ block: Block) { word = UInt(bitPattern: block.raw) }

    init(_ range: DirectRange) { word = UInt(bitPattern: range.raw) | 1 }

    @inline(__always)
    var isDirect: Bool { word & 1 != 0 }

    /// Not to be called on the owner of a large range.
    @inline(__always)
    var block: Block { Block(raw: pointer) }

    /// Not to be called on a block.
    var direct: DirectRange { DirectRange(raw: pointer) }

    var core: AllocatorCore {
        isDirect ? direct.fixed.pointee.core.takeUnretainedValue() : block.fixed.pointee.core.takeUnretainedValue()
    }

    var isMapped: Bool { isDirect ? direct.fixed.pointee.isMapped : block.fixed.pointee.kind.isMapped }

    @inline(__always)
    private var pointer: UnsafeMutableRawPointer {
        // Never null: both initialisers store an address.
        UnsafeMutableRawPointer(bitPattern: word & ~1).unsafelyUnwrapped
    }

    /// The range is the caller's own, so nobody else frees it.
    @inline(__always)
    func release(_ address: UnsafeMutableRawPointer, pages: Int, _ mode: ReleaseMode) {
        if _slowPath(isDirect) { return direct.releaseOwned(mode) }
        let block = self.block
        let page = (address - block.fixed.pointee.base) &>> PageSize.shift
        if _slowPath(mode == .guarded || block.fixed.pointee.poisonsRanges) {
            block.prepareRelease(page: page, pages: pages, mode)
        }
        block.releaseOwned(page)
    }
}
