/// A range of pages that belongs to whoever holds this value, and returns itself to its allocator at the end of its life.
///
/// It cannot be copied, so it cannot be freed twice, and what it gives out is bounded by its life. It may be handed to another
/// thread or task, and freed there.
@frozen
public struct PageRange: ~Copyable, @unchecked Sendable {
    /// Where the range begins, aligned to a page; ranges of 512 pages and more are aligned to 2 MiB.
    public let baseAddress: UnsafeMutableRawPointer
    @usableFromInline
    let owner: RangeOwner
    @usableFromInline
    let count: Int32

    @inlinable
    @inline(__always)
    init(fast slot: Slot, pages: Int) {
        baseAddress = slot.address
        owner = RangeOwner(fast: slot.block)
        count = Int32(truncatingIfNeeded: pages)
    }

    init(_ slot: Slot, pages: Int) {
        baseAddress = slot.address
        owner = RangeOwner(slot.block)
        count = Int32(truncatingIfNeeded: pages)
    }

    init(_ range: DirectRange, pages: Int) {
        baseAddress = range.fixed.pointee.base
        owner = RangeOwner(range)
        count = Int32(pages)
    }

    /// How many pages were asked for.
    @inlinable
    public var pageCount: Int { Int(count) }

    /// ``pageCount`` times 4096.
    @inlinable
    public var byteCount: Int { pageCount << PageSize.shift }

    /// The memory. It must not be used after the range has been freed.
    @inlinable
    public var bytes: UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: baseAddress, count: byteCount)
    }

    @inlinable
    @inline(__always)
    deinit { owner.release(baseAddress, pages: count) }

    /// Frees the range now, and says how.
    ///
    /// - Blocks: as ``BlockAllocator/free(_:)``.
    @inlinable
    @inline(__always)
    public consuming func release(_ mode: ReleaseMode = .lazy) {
        if mode == .lazy {
            owner.release(baseAddress, pages: count)
        } else {
            owner.release(baseAddress, pages: count, mode)
        }
        discard self
    }

    /// Gives up ownership: the address must come back through ``BlockAllocator/free(_:)`` of the same allocator, which must therefore be
    /// kept until then.
    public consuming func take() -> UnsafeMutableRawPointer {
        let address = baseAddress
        discard self
        return address
    }
}
