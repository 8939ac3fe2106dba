internal import AsymmetricFences

/// The blocks of a queue that have free space, a list for each kind, and the dead ones that are kept warm. Guarded by the lease.
@usableFromInline
struct BlockLists {
    private var heads: (Block?, Block?, Block?) = (nil, nil, nil)
    private var tails: (Block?, Block?, Block?) = (nil, nil, nil)
    /// A stack of dead blocks whose memory is in place, linked by `next`: the next life begins without a system call.
    private(set) var warm: Block?
    private(set) var warmCount = 0
    let insertion: BlockAllocator.Insertion

    static let warmLimit = 4

    init(insertion: BlockAllocator.Insertion) { self.insertion = insertion }

    func head(_ kind: BlockKind) -> Block? {
        switch kind {
        case .shortLived: heads.0
        case .longLived: heads.1
        case .mapped: heads.2
        }
    }

    /// At the tail, so that the free space of older blocks is used up first: seed 2. At the head it shows the defect.
    mutating func insert(_ block: Block, _ kind: BlockKind) {
        require(
            !block.links.pointee.isListed,
            "BlockAllocator: the block at \(block.fixed.pointee.base) is listed already"
        )
        block.links.pointee.isListed = true
        switch insertion {
        case .tail:
            let tail = self.tail(kind)
            block.links.pointee.previous = tail
            block.links.pointee.next = nil
            if let tail { tail.links.pointee.next = block } else { setHead(block, kind) }
            setTail(block, kind)
        case .head:
            let head = self.head(kind)
            block.links.pointee.previous = nil
            block.links.pointee.next = head
            if let head { head.links.pointee.previous = block } else { setTail(block, kind) }
            setHead(block, kind)
        }
    }

    mutating func remove(_ block: Block, _ kind: BlockKind) {
        require(block.links.pointee.isListed, "BlockAllocator: the block at \(block.fixed.pointee.base) is on no list")
        let links = block.links.pointee
        if let previous = links.previous { previous.links.pointee.next = links.next } else { setHead(links.next, kind) }
        if let next = links.next { next.links.pointee.previous = links.previous } else { setTail(links.previous, kind) }
        block.links.pointee = Block.Links()
    }

    /// Keeps a dead block for the next life, unless there are enough.
    mutating func keepWarm(_ block: Block) -> Bool {
        guard warmCount < Self.warmLimit else { return false }
        block.links.pointee.next = warm
        warm = block
        warmCount += 1
        return true
    }

    /// The dead block that was in use last, whose memory is likeliest to be in the caches.
    mutating func takeWarm() -> Block? {
        guard let block = warm else { return nil }
        warm = block.links.pointee.next
        block.links.pointee.next = nil
        warmCount -= 1
        return block
    }

    func tail(_ kind: BlockKind) -> Block? {
        switch kind {
        case .shortLived: tails.0
        case .longLived: tails.1
        case .mapped: tails.2
        }
    }

    private mutating func setHead(_ block: Block?, _ kind: BlockKind) {
        switch kind {
        case .shortLived: heads.0 = block
        case .longLived: heads.1 = block
        case .mapped: heads.2 = block
        }
    }

    private mutating func setTail(_ block: Block?, _ kind: BlockKind) {
        switch kind {
        case .shortLived: tails.0 = block
        case .longLived: tails.1 = block
        case .mapped: tails.2 = block
        }
    }
}
