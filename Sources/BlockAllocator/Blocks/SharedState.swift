/// What everybody knows of a block, in one word that is changed by compare-exchange: so that death is one transition of one word.
struct SharedState: Equatable {
    var bits: UInt64

    private static let field: UInt64 = 0x7ff
    private static let minShift: UInt64 = 11
    private static let maxShift: UInt64 = 22
    private static let mergedBit: UInt64 = 1 << 33
    private static let pinnedBit: UInt64 = 1 << 34
    private static let closedBit: UInt64 = 1 << 35
    private static let rangeMask: UInt64 = field << minShift | field << maxShift

    static let born = SharedState(bits: field << minShift)

    /// Pages that came back: in a merged block all of them, before that those that came back past the lease.
    var dirty: Int { Int(truncatingIfNeeded: bits & Self.field) }
    var dirtyStart: Int { Int(truncatingIfNeeded: bits >> Self.minShift & Self.field) }
    var dirtyEnd: Int { Int(truncatingIfNeeded: bits >> Self.maxShift & Self.field) }
    /// Whether ``LocalReturns`` has been added, so that `dirty` counts everything.
    var isMerged: Bool { bits & Self.mergedBit != 0 }
    /// Whether a flush works on the block: then it is the flush that reaps it, if it dies meanwhile.
    var isPinned: Bool { bits & Self.pinnedBit != 0 }
    /// Whether the allocator counts on this block's death to free itself.
    var isClosed: Bool { bits & Self.closedBit != 0 }

    /// Whether all pages were handed out, or given up, and have come back.
    @inline(__always)
    func isDead(pages: Int) -> Bool { isMerged && dirty == pages }

    @inline(__always)
    func returning(_ pages: Int, at offset: Int) -> SharedState {
        SharedState(bits: bits &+ UInt64(truncatingIfNeeded: pages)).widened(offset, offset &+ pages)
    }

    /// With the dirty range of `returns`.
    func widened(by returns: LocalReturns) -> SharedState {
        returns.dirtyStart < returns.dirtyEnd ? widened(returns.dirtyStart, returns.dirtyEnd) : self
    }

    /// With a dirty range that was taken, and could not be flushed.
    func widened(_ range: Range<Int>) -> SharedState { widened(range.lowerBound, range.upperBound) }

    /// With all that `returns` counts, and `givenUp` pages that nobody will get any more.
    func merging(_ returns: LocalReturns, givenUp: Int = 0) -> SharedState {
        var result = widened(by: returns)
        result.bits = (result.bits &+ UInt64(returns.dirty + givenUp)) | Self.mergedBit
        return result
    }

    /// With `pages` more of a merged block that nobody will get any more.
    func givingUp(_ pages: Int) -> SharedState { SharedState(bits: bits &+ UInt64(pages)) }

    func pinned() -> SharedState {
        SharedState(bits: bits & ~Self.rangeMask | Self.field << Self.minShift | Self.pinnedBit)
    }

    func unpinned() -> SharedState { SharedState(bits: bits & ~Self.pinnedBit) }

    func closed() -> SharedState { SharedState(bits: bits | Self.closedBit) }

    @inline(__always)
    private func widened(_ start: Int, _ end: Int) -> SharedState {
        let newStart = UInt64(truncatingIfNeeded: min(start, dirtyStart))
        let newEnd = UInt64(truncatingIfNeeded: max(end, dirtyEnd))
        return SharedState(bits: bits & ~Self.rangeMask | newStart << Self.minShift | newEnd << Self.maxShift)
    }
}
