internal import Synchronization

/// A handle of the metadata of a range that is too large for a block, in whole blocks of the reservation.
struct DirectRange: Equatable {
    let raw: UnsafeMutableRawPointer

    struct Fixed {
        let base: UnsafeMutableRawPointer
        let core: Unmanaged<AllocatorCore>
        let run: BlockRun
        let isMapped: Bool
        /// Of this use; the addresses may be used again for another number of pages.
        var pages: Int
    }

    enum State {
        static let dead: UInt8 = 0
        static let live: UInt8 = 1
        /// Live, and the allocator waits for it to be freed.
        static let liveInClosed: UInt8 = 2
    }

    var state: UnsafeMutablePointer<Atomic<UInt8>> { raw.assumingMemoryBound(to: Atomic<UInt8>.self) }
    var hasGuards: UnsafeMutablePointer<Atomic<Bool>> { (raw + 8).assumingMemoryBound(to: Atomic<Bool>.self) }
    var fixed: UnsafeMutablePointer<Fixed> { (raw + 64).assumingMemoryBound(to: Fixed.self) }

    static func allocate(base: UnsafeMutableRawPointer, run: BlockRun, pages: Int, isMapped: Bool, core: AllocatorCore)
        -> DirectRange
    {
        let range = DirectRange(raw: .allocate(byteCount: 64 + MemoryLayout<Fixed>.size, alignment: 64))
        range.fixed.initialize(
            to: Fixed(base: base, core: .passUnretained(core), run: run, isMapped: isMapped, pages: pages)
        )
        range.hasGuards.initialize(to: Atomic(false))
        range.state.initialize(to: Atomic(State.live))
        return range
    }

    func deallocate() { raw.deallocate() }
}
