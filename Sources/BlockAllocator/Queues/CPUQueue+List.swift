extension CPUQueue {
    /// Lists a block with free space. Under the lease.
    func insert(_ block: Block, _ kind: BlockKind) {
        lists.pointee.insert(block, kind)
        switch lists.pointee.insertion {
        case .tail: firstFits(kind).appended(block)
        case .head: firstFits(kind).prepended(block)
        }
    }

    /// Takes a block off the list. Under the lease.
    func remove(_ block: Block, _ kind: BlockKind) {
        firstFits(kind).willRemove(block)
        lists.pointee.remove(block, kind)
    }
}
