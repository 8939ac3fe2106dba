internal import Notifiers

/// The metadata that a range belongs to: of a block, or its own.
@usableFromInline
struct RangeOwner {
    /// The address of the metadata, and in the lowest bits what keeps the range off the fast path.
    @usableFromInline
    let word: UInt

    private static let directBit: UInt = 1
    private static let poisonBit: UInt = 2

    @inlinable
    @inline(__always)
    init(fast block: Block) { word = UInt(bitPattern: block.raw) }

    init(_ block: Block) {
        word = UInt(bitPattern: block.raw) | (block.fixed.pointee.poisonsRanges ? Self.poisonBit : 0)
    }

    init(_ range: DirectRange) { word = UInt(bitPattern: range.raw) | Self.directBit }

    /// Whether freeing the range is counting it and nothing else.
    @inlinable
    @inline(__always)
    var isPlain: Bool { word & 3 == 0 }

    var isDirect: Bool { word & Self.directBit != 0 }

    /// Not to be called on the owner of a large range.
    @inlinable
    @inline(__always)
    var block: Block { Block(raw: pointer) }

    /// Not to be called on a block.
    var direct: DirectRange { DirectRange(raw: pointer) }

    var core: AllocatorCore {
        isDirect ? direct.fixed.pointee.core.takeUnretainedValue() : block.fixed.pointee.core.takeUnretainedValue()
    }

    var isMapped: Bool { isDirect ? direct.fixed.pointee.isMapped : block.fixed.pointee.isMapped }

    @inlinable
    @inline(__always)
    var pointer: UnsafeMutableRawPointer {
        // Never null: the initialisers store an address.
        UnsafeMutableRawPointer(bitPattern: word & ~3).unsafelyUnwrapped
    }

    /// The range is the caller's own, so nobody else frees it.
    @inlinable
    @inline(__always)
    func release(_ address: UnsafeMutableRawPointer, pages: Int32) {
        if _slowPath(!isPlain) { return release(address, pages: pages, .lazy) }
        let block = self.block
        block.releaseOwned((address - block.fixed.pointee.base) &>> PageSize.shift)
    }

    /// The whole way.
    @usableFromInline
    @inline(never)
    func release(_ address: UnsafeMutableRawPointer, pages: Int32, _ mode: ReleaseMode) {
        if isDirect { return direct.releaseOwned(mode) }
        let block = self.block
        let page = (address - block.fixed.pointee.base) >> PageSize.shift
        guard mode == .guarded else {
            block.prepareRelease(page: page, pages: Int(pages), mode)
            return block.releaseOwned(page)
        }
        let bytes = UnsafeMutableRawBufferPointer(start: address, count: block.mark(at: page).pages << PageSize.shift)
        core.announcing(bytes, .unmap) { block.prepareRelease(page: page, pages: Int(pages), mode) }
        block.releaseOwned(page)
    }
}
