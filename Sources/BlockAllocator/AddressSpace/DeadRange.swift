/// Addresses that nobody uses, and that have not been given back yet.
struct DeadRange {
    let run: BlockRun
    /// The metadata that waits to be used again with the addresses; none where the next use needs a flush first.
    let entry: BlockIndex.Entry

    /// Whether the memory is in place for a block.
    var block: Block? {
        if case .block(let block) = entry { block } else { nil }
    }

    /// Whether the memory is in place for a large range.
    var direct: DirectRange? {
        if case .direct(let range) = entry { range } else { nil }
    }
}
