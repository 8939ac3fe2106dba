/// Where a range begins: a page of a block.
@usableFromInline
struct Slot {
    @usableFromInline
    let block: Block
    @usableFromInline
    let page: Int

    @inlinable
    init(block: Block, page: Int) {
        self.block = block
        self.page = page
    }

    @inlinable
    @inline(__always)
    var address: UnsafeMutableRawPointer { block.address(ofPage: page) }
}
