/// For each size the first block of a list that may have room, so that a request need not walk past those that have not.
///
/// The free space of a listed block only falls, and new blocks come at the tail: what is too small for a size stays so, and everything before
/// a first fit is. It gives the very block that a walk from the head would end at. Its rank is that block's place in the list, which is
/// how many blocks such a walk looks at. Guarded by the lease.
@usableFromInline
struct FirstFits {
    @usableFromInline
    let raw: UnsafeMutableRawPointer

    @inlinable
    init(raw: UnsafeMutableRawPointer) { self.raw = raw }

    @inlinable
    static var stride: Int { 128 }
    private static let orders = 0..<7

    /// None where every block of the list is too small.
    @inlinable
    @inline(__always)
    func block(_ order: Int) -> UnsafeMutablePointer<Block?> {
        raw.assumingMemoryBound(to: Block?.self) + order
    }

    /// The place of the block in the list, from 1; without a meaning where there is none.
    @inlinable
    @inline(__always)
    func rank(_ order: Int) -> UnsafeMutablePointer<Int32> {
        (raw + 64).assumingMemoryBound(to: Int32.self) + order
    }

    /// How many blocks are listed.
    var count: UnsafeMutablePointer<Int32> { (raw + 96).assumingMemoryBound(to: Int32.self) }

    func initialize() {
        for order in Self.orders {
            block(order).initialize(to: nil)
            rank(order).initialize(to: 0)
        }
        count.initialize(to: 0)
    }

    /// A block was put at the end: it is the first fit of those sizes that had none.
    func appended(_ new: Block) {
        count.pointee += 1
        for order in Self.orders where block(order).pointee == nil {
            block(order).pointee = new
            rank(order).pointee = count.pointee
        }
    }

    /// A block was put in front: nothing is known any more.
    func prepended(_ new: Block) {
        count.pointee += 1
        restart(from: new)
    }

    /// Free space has come back: nothing is known any more.
    func restart(from head: Block?) {
        for order in Self.orders {
            block(order).pointee = head
            rank(order).pointee = 1
        }
    }

    /// A block is about to leave its place: what comes after it moves up.
    func willRemove(_ old: Block) {
        var place: Int32 = 1
        var previous = old.links.pointee.previous
        while let block = previous {
            place += 1
            previous = block.links.pointee.previous
        }
        count.pointee -= 1
        for order in Self.orders {
            if block(order).pointee == old {
                block(order).pointee = old.links.pointee.next
            } else if rank(order).pointee > place {
                rank(order).pointee -= 1
            }
        }
    }

    /// The first fit of a size was too small for it: looks on behind it.
    ///
    /// - Returns: the block and its free space, or nil.
    func advance(_ order: Int) -> (Block, LocalState)? {
        while let block = block(order).pointee {
            let local = block.localState
            if local.free >= 1 << order { return (block, local) }
            self.block(order).pointee = block.links.pointee.next
            rank(order).pointee += 1
        }
        return nil
    }
}
