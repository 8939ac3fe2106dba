import Notifiers

@testable import BlockAllocator

/// A range that a thread of ``TranslationStress`` holds.
final class TakenRange {
    private var range: PageRange?
    let units: ArraySlice<AllocatorUnit>
    let content: AllocatorUnit.Content
    let pageCount: Int

    /// Says to the units that they are handed out.
    init(_ range: consuming PageRange, _ content: AllocatorUnit.Content, of units: [AllocatorUnit], base: UInt) {
        let first = Int(UInt(bitPattern: range.baseAddress) - base) / AllocatorUnit.byteCount
        pageCount = range.pageCount
        self.units = units[first..<first + range.pageCount / AllocatorUnit.pageCount]
        self.content = content
        self.range = .some(range)
        for unit in self.units { unit.become(content) }
    }

    func decommit(pages: Range<Int>) {
        // Until it is freed there is one, which is borrowed here.
        range?.decommit(pages: pages)
    }

    /// Nobody looks anything up any more; what is cached stays good until the memory goes.
    func free(_ way: HeldRange.Way, to allocator: BlockAllocator) {
        for unit in units { unit.become(.nothing) }
        switch way {
        case .dropped: range = nil
        case .released: range.take()?.release()
        case .guarded: range.take()?.release(.guarded)
        case .address: if let address = range.take()?.take() { allocator.free(address) }
        }
    }
}
