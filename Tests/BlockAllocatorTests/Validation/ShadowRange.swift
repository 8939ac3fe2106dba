@testable import BlockAllocator

/// A range as the test knows it, independently of the allocator.
struct ShadowRange {
    let pages: Int
    let kind: BlockKind
}
