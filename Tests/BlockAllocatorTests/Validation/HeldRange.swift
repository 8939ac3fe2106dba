@testable import BlockAllocator

/// A live range with contents that tell it from every other: handed out twice, or revoked while it lives, it shows.
final class HeldRange {
    /// How a range is freed.
    enum Way: CaseIterable { case dropped, released, guarded, address }

    private var range: PageRange?
    let address: UInt
    let kind: BlockKind
    let pages: Int
    /// What the first page has in its first word; the others have the numbers that follow.
    let stamp: UInt64
    /// Which frames it shows.
    let frames: [Int]

    init(_ range: consuming PageRange, _ kind: BlockKind, stamp: UInt64, frames: [Int] = []) {
        address = UInt(bitPattern: range.baseAddress)
        pages = range.pageCount
        self.kind = kind
        self.stamp = stamp
        self.frames = frames
        self.range = .some(range)
    }

    var shadow: ShadowRange { ShadowRange(pages: pages, kind: kind) }

    private var base: UnsafeMutableRawPointer {
        // A range never begins at 0.
        UnsafeMutableRawPointer(bitPattern: address).unsafelyUnwrapped
    }

    func word(_ page: Int) -> UInt64 { base.load(fromByteOffset: page << 12, as: UInt64.self) }

    func fill() {
        for page in 0..<pages { base.storeBytes(of: stamp &+ UInt64(page), toByteOffset: page << 12, as: UInt64.self) }
    }

    /// The first page with foreign contents.
    var overwritten: Int? { (0..<pages).first { word($0) != stamp &+ UInt64($0) } }

    /// As its owner, whether or not the allocator's handle is still there.
    func drop() { range = nil }

    func free(_ way: Way, to allocator: BlockAllocator) {
        switch way {
        case .dropped: drop()
        case .released: range.take()?.release()
        case .guarded: range.take()?.release(.guarded)
        case .address:
            if let address = range.take()?.take() { allocator.free(address) }
        }
    }
}
