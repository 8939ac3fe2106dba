public import Synchronization

/// A handle of a block's metadata, which lies far from the block's pages: a stray write into those cannot reach it.
///
/// The memory is laid out by hand, in lines that are written by different threads:
///
///     0    SharedState, by anyone
///     128  LocalState, LocalReturns and the list's links, by the holder of the queue's lease
///     192  what is fixed for the block's life
///     256  a SlotMark for each page
///
/// Metadata is used again in place for the next life of the same addresses, and freed through RCU when the addresses are given up:
/// who finds it through the index, inside a read section, may find the next life but never freed memory.
@usableFromInline
struct Block: Equatable {
    @usableFromInline
    let raw: UnsafeMutableRawPointer

    @inlinable
    init(raw: UnsafeMutableRawPointer) { self.raw = raw }

    @inlinable
    static var localOffset: Int { 128 }
    @inlinable
    static var fixedOffset: Int { 192 }
    @inlinable
    static var marksOffset: Int { 256 }

    /// What does not change while a range of the block is live.
    @usableFromInline
    struct Fixed {
        /// The address of the first page.
        @usableFromInline
        let base: UnsafeMutableRawPointer
        let core: Unmanaged<AllocatorCore>
        /// The queue whose lease guards ``LocalState``; of this life.
        @usableFromInline
        var queue: CPUQueue
        /// Of this life.
        var kind: BlockKind
        /// Whether the kind is ``BlockKind/mapped``, in every life: a flush looks at it between two.
        let isMapped: Bool
        @usableFromInline
        let pages: Int32
        /// Where the block stands in the index.
        let position: Int32
        /// How many lives the block has begun: from the second on its memory may have been used before.
        var lives = 0
        @usableFromInline
        let poisonsRanges: Bool
    }

    /// The list of blocks with free space; guarded by the queue's lease.
    @usableFromInline
    struct Links {
        var next: Block?
        var previous: Block?
        var isListed = false
    }

    var shared: UnsafeMutablePointer<Atomic<UInt64>> { raw.assumingMemoryBound(to: Atomic<UInt64>.self) }

    @inlinable
    @inline(__always)
    var local: UnsafeMutablePointer<Atomic<UInt64>> {
        (raw + Self.localOffset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }

    @inlinable
    @inline(__always)
    var links: UnsafeMutablePointer<Links> { (raw + Self.localOffset + 16).assumingMemoryBound(to: Links.self) }

    /// Whether a page of this life, or of an earlier one, has a guard that must go before the next.
    var hasGuards: UnsafeMutablePointer<Atomic<Bool>> { (raw + 64).assumingMemoryBound(to: Atomic<Bool>.self) }

    @inlinable
    @inline(__always)
    var fixed: UnsafeMutablePointer<Fixed> { (raw + Self.fixedOffset).assumingMemoryBound(to: Fixed.self) }

    @inlinable
    @inline(__always)
    var marks: UnsafeMutablePointer<Atomic<UInt8>> {
        (raw + Self.marksOffset).assumingMemoryBound(to: Atomic<UInt8>.self)
    }

    @inlinable
    @inline(__always)
    var localState: LocalState { LocalState(bits: local.pointee.load(ordering: .relaxed)) }

    @inlinable
    @inline(__always)
    func setLocalState(_ state: LocalState) { local.pointee.store(state.bits, ordering: .relaxed) }

    var sharedState: SharedState { SharedState(bits: shared.pointee.load(ordering: .acquiring)) }

    @inlinable
    @inline(__always)
    func mark(at page: Int) -> SlotMark { SlotMark(bits: marks[page].load(ordering: .relaxed)) }

    /// A range comes back: who finds it so finds what its user did to it done.
    @inlinable
    @inline(__always)
    func setDirty(_ mark: SlotMark, at page: Int) {
        marks[page].store(SlotMark.dirty(order: mark.order).bits, ordering: .releasing)
    }

    /// Whether, and how long a range has come back at the page.
    func dirtyMark(at page: Int) -> SlotMark? {
        let mark = SlotMark(bits: marks[page].load(ordering: .acquiring))
        return mark.isDirty ? mark : nil
    }

    @inlinable
    @inline(__always)
    func setMark(_ mark: SlotMark, at page: Int) { marks[page].store(mark.bits, ordering: .relaxed) }

    /// Changes the shared word as `next` says, or not at all where it says nil. Returns the new word.
    ///
    /// Acquiring and releasing: who reads the change sees the marks that were written before it, and the reaper sees all that was
    /// done with the pages by those who returned them.
    @discardableResult
    @inline(__always)
    func exchangeShared(_ next: (SharedState) -> SharedState?) -> SharedState? {
        var current = shared.pointee.load(ordering: .relaxed)
        while let new = next(SharedState(bits: current)) {
            let (done, found) = shared.pointee.compareExchange(
                expected: current,
                desired: new.bits,
                successOrdering: .acquiringAndReleasing,
                failureOrdering: .relaxed
            )
            if done { return new }
            current = found
        }
        return nil
    }

    @inlinable
    @inline(__always)
    var pages: Int { Int(truncatingIfNeeded: fixed.pointee.pages) }

    @inlinable
    @inline(__always)
    func address(ofPage page: Int) -> UnsafeMutableRawPointer { fixed.pointee.base + page &<< PageSize.shift }

    /// Metadata for a block, with the life that ``begin(queue:kind:taking:)`` gives it still to come.
    static func allocate(
        base: UnsafeMutableRawPointer,
        pages: Int,
        position: Int,
        core: AllocatorCore,
        queue: CPUQueue,
        kind: BlockKind
    ) -> Block {
        let raw = UnsafeMutableRawPointer.allocate(byteCount: marksOffset + pages, alignment: 128)
        let block = Block(raw: raw)
        block.shared.initialize(to: Atomic(0))
        block.local.initialize(to: Atomic(0))
        for field in [block.dirty, block.dirtyStart, block.dirtyEnd] { field.initialize(to: Atomic(0)) }
        block.links.initialize(to: Links())
        block.hasGuards.initialize(to: Atomic(false))
        block.fixed.initialize(
            to: Fixed(
                base: base,
                core: .passUnretained(core),
                queue: queue,
                kind: kind,
                isMapped: kind.isMapped,
                pages: Int32(pages),
                position: Int32(position),
                poisonsRanges: core.configuration.poisonOnFree && !kind.isMapped
            )
        )
        (raw + marksOffset).initializeMemory(as: UInt8.self, repeating: 0, count: pages)
        return block
    }

    func deallocate() { raw.deallocate() }
}
