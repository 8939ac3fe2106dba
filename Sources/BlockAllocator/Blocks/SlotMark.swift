/// What has become of the range that begins at a page of a block: a byte a page, out of the line of the pages themselves.
///
/// Pages in which no range begins are 0, and so are those never handed out.
@usableFromInline
struct SlotMark: Equatable, Sendable {
    @usableFromInline
    let bits: UInt8

    @inlinable
    init(bits: UInt8) { self.bits = bits }

    static let none = SlotMark(bits: 0)

    @inlinable
    @inline(__always)
    static func live(order: Int) -> SlotMark { SlotMark(bits: 0x80 | UInt8(truncatingIfNeeded: order)) }
    /// Returned; an old translation may still be there.
    @inlinable
    @inline(__always)
    static func dirty(order: Int) -> SlotMark { SlotMark(bits: 0x40 | UInt8(truncatingIfNeeded: order)) }
    /// Returned, and its translation revoked since.
    static func flushed(order: Int) -> SlotMark { SlotMark(bits: 0x20 | UInt8(truncatingIfNeeded: order)) }

    @inlinable
    @inline(__always)
    var isLive: Bool { bits & 0x80 != 0 }
    var isDirty: Bool { bits & 0x40 != 0 }
    var isFlushed: Bool { bits & 0x20 != 0 }
    /// The range has 2 to this power of pages.
    @inlinable
    @inline(__always)
    var order: Int { Int(bits & 0x1f) }
    @inlinable
    @inline(__always)
    var pages: Int { 1 &<< order }
}
