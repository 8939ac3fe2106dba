/// Where a range begins: a page of a block.
struct Slot {
    let block: Block
    let page: Int

    var address: UnsafeMutableRawPointer { block.address(ofPage: page) }
}
