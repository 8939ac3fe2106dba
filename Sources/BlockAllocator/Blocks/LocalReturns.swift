/// What the holder of a queue's lease knows of a block that came back to it: a word that it alone changes.
///
/// What others return is counted in ``SharedState``.
@usableFromInline
struct LocalReturns {
    @usableFromInline
    var bits: UInt64

    @inlinable
    init(bits: UInt64) { self.bits = bits }

    @inlinable
    static var field: UInt64 { 0x7ff }
    @inlinable
    static var startShift: UInt64 { 16 }
    @inlinable
    static var endShift: UInt64 { 32 }

    @inlinable
    static var none: LocalReturns { LocalReturns(bits: field << startShift) }

    /// Pages that came back.
    var dirty: Int { Int(truncatingIfNeeded: bits & Self.field) }
    /// The first page of the dirty range; above ``dirtyEnd`` where the range is empty.
    var dirtyStart: Int { Int(truncatingIfNeeded: bits >> Self.startShift & Self.field) }
    var dirtyEnd: Int { Int(truncatingIfNeeded: bits >> Self.endShift & Self.field) }

    @inlinable
    @inline(__always)
    func returning(_ pages: Int, at offset: Int) -> LocalReturns {
        let start = UInt64(truncatingIfNeeded: offset)
        let end = UInt64(truncatingIfNeeded: offset &+ pages)
        let oldStart = bits >> Self.startShift & Self.field
        let oldEnd = bits >> Self.endShift & Self.field
        return LocalReturns(
            bits: ((bits & Self.field) &+ UInt64(truncatingIfNeeded: pages))
                | min(start, oldStart) << Self.startShift | max(end, oldEnd) << Self.endShift
        )
    }

    /// Without the dirty range, which has been told to ``SharedState``.
    func withoutRange() -> LocalReturns {
        LocalReturns(bits: bits & Self.field | Self.none.bits)
    }
}
