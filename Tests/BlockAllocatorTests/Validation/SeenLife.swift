import Glibc
import Synchronization

@testable import BlockAllocator

/// What a validator saw of a block: a step later free may only be less, and dirty more, in the same life.
struct SeenLife {
    let metadata: UnsafeMutableRawPointer
    let number: Int
    let free: Int
    let dirty: Int
    let liveRanges: Int
    private let words: [UInt64]
    private let marks: [UInt8]

    init(_ block: Block, dirty: Int, liveRanges: Int) {
        metadata = block.raw
        number = block.fixed.pointee.lives
        free = block.localState.free
        self.dirty = dirty
        self.liveRanges = liveRanges
        words = Self.words(of: block)
        marks = Array(UnsafeRawBufferPointer(start: block.marks, count: block.pages))
    }

    func isSameLife(as block: Block) -> Bool { metadata == block.raw && number == block.fixed.pointee.lives }

    /// Whether the block is, bit for bit, as it was.
    func isAsBefore(_ block: Block) -> Bool {
        isSameLife(as: block) && words == Self.words(of: block)
            && memcmp(block.marks, marks, block.pages) == 0
    }

    private static func words(of block: Block) -> [UInt64] {
        let returns = block.returns
        let counts = [returns.dirty, returns.dirtyStart, returns.dirtyEnd].map { UInt64($0) }
        return [block.localState.bits, block.sharedState.bits] + counts
    }
}
