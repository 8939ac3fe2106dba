/// What the holder of a queue's lease knows of a block, in one word: it alone changes it, without locked instructions.
struct LocalState {
    var bits: UInt64

    private static let field: UInt64 = 0x7ff
    private static let dirtyShift: UInt64 = 11
    private static let minShift: UInt64 = 22
    private static let maxShift: UInt64 = 33
    private static let rangesShift: UInt64 = 44
    private static let mergedBit: UInt64 = 1 << 55
    private static let emptyRange: UInt64 = field << minShift

    /// A block of which `taken` pages are handed out, as one range.
    static func born(pages: Int, taken: Int) -> LocalState {
        LocalState(bits: UInt64(pages - taken) | emptyRange | 1 << rangesShift)
    }

    /// Pages that were never handed out in this life: a bump pointer, counted from the end.
    var free: Int { Int(truncatingIfNeeded: bits & Self.field) }
    /// Pages that came back through the lease. Those that came back otherwise are counted in ``SharedState``.
    var dirty: Int { Int(truncatingIfNeeded: bits >> Self.dirtyShift & Self.field) }
    /// The first page of the dirty range; above ``dirtyEnd`` where the range is empty.
    var dirtyStart: Int { Int(truncatingIfNeeded: bits >> Self.minShift & Self.field) }
    var dirtyEnd: Int { Int(truncatingIfNeeded: bits >> Self.maxShift & Self.field) }
    /// How many ranges were handed out in this life.
    var ranges: Int { Int(truncatingIfNeeded: bits >> Self.rangesShift & Self.field) }
    /// Whether everything is counted in ``SharedState`` from now on, since the block is on no list any more.
    var isMerged: Bool { bits & Self.mergedBit != 0 }

    @inline(__always)
    func taking(_ pages: Int) -> LocalState {
        LocalState(bits: bits &- UInt64(truncatingIfNeeded: pages) &+ 1 << Self.rangesShift)
    }

    @inline(__always)
    func returning(_ pages: Int, at offset: Int) -> LocalState {
        let start = UInt64(truncatingIfNeeded: offset)
        let end = UInt64(truncatingIfNeeded: offset &+ pages)
        let oldStart = bits >> Self.minShift & Self.field
        let oldEnd = bits >> Self.maxShift & Self.field
        let kept = bits & ~(Self.field << Self.minShift | Self.field << Self.maxShift)
        return LocalState(
            bits: (kept &+ UInt64(truncatingIfNeeded: pages) << Self.dirtyShift)
                | min(start, oldStart) << Self.minShift | max(end, oldEnd) << Self.maxShift
        )
    }

    /// Without the dirty range, which has been told to ``SharedState``.
    func withoutRange() -> LocalState {
        LocalState(bits: bits & ~(Self.field << Self.minShift | Self.field << Self.maxShift) | Self.emptyRange)
    }

    /// After the merge: nothing is left to say here.
    func merged() -> LocalState {
        LocalState(bits: bits & (Self.field << Self.rangesShift) | Self.emptyRange | Self.mergedBit)
    }
}
