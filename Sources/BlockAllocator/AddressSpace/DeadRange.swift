/// Addresses that nobody uses, and that have not been given back yet.
struct DeadRange {
    let run: BlockRun
    /// The metadata, which the index leads to until the addresses are clean.
    let entry: BlockIndex.Entry
    /// Whether the addresses lead to frames, and must be flushed before their next use.
    let isMapped: Bool

    init(_ block: Block) {
        run = BlockRun(first: Int(block.fixed.pointee.position), count: 1)
        entry = .block(block)
        isMapped = block.fixed.pointee.isMapped
    }

    init(_ range: DirectRange) {
        run = range.fixed.pointee.run
        entry = .direct(range)
        isMapped = range.fixed.pointee.isMapped
    }

    /// The block, where its memory is in place for another life.
    var block: Block? {
        if case .block(let block) = entry, !isMapped { block } else { nil }
    }

    /// The large range, where its memory is in place for another use.
    var direct: DirectRange? {
        if case .direct(let range) = entry, !isMapped { range } else { nil }
    }

    var metadata: UnsafeMutableRawPointer? {
        switch entry {
        case .none: nil
        case .block(let block): block.raw
        case .direct(let range): range.raw
        }
    }
}
