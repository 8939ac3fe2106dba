/// What the holder of a queue's lease knows of a block that it has handed out: a word that it alone changes, without locked
/// instructions.
///
/// What came back is in a word of its own, ``LocalReturns``: a range is often freed right before the next one is taken, and in one
/// word each would wait for the other's store.
@usableFromInline
struct LocalState {
    @usableFromInline
    var bits: UInt64

    @inlinable
    init(bits: UInt64) { self.bits = bits }

    @inlinable
    static var field: UInt64 { 0x7ff }
    @inlinable
    static var rangesShift: UInt64 { 11 }
    @inlinable
    static var mergedBit: UInt64 { 1 << 22 }

    /// A block of which `taken` pages are handed out, as one range.
    static func born(pages: Int, taken: Int) -> LocalState {
        LocalState(bits: UInt64(pages - taken) | 1 << rangesShift)
    }

    /// Pages that were never handed out in this life: a bump pointer, counted from the end.
    @inlinable
    @inline(__always)
    var free: Int { Int(truncatingIfNeeded: bits & Self.field) }
    /// How many ranges were handed out in this life.
    var ranges: Int { Int(truncatingIfNeeded: bits >> Self.rangesShift & Self.field) }
    /// Whether everything is counted in ``SharedState`` from now on, since the block is on no list any more.
    @inlinable
    @inline(__always)
    var isMerged: Bool { bits & Self.mergedBit != 0 }

    @inlinable
    @inline(__always)
    func taking(_ pages: Int) -> LocalState {
        LocalState(bits: bits &- UInt64(truncatingIfNeeded: pages) &+ 1 << Self.rangesShift)
    }

    /// With so many free pages out of reach, or back.
    func settingAside(_ pages: Int) -> LocalState { LocalState(bits: bits - UInt64(pages)) }
    func restoring(_ pages: Int) -> LocalState { LocalState(bits: bits + UInt64(pages)) }

    /// After the merge: nothing is left to hand out.
    func merged() -> LocalState {
        LocalState(bits: bits & ~Self.field | Self.mergedBit)
    }
}
