internal import Glibc

/// One version of a chain's list, in memory of its own: the number of members, and a word for each.
///
/// Immutable once published, and never empty: a list without members is address 0. It holds no references; see ``ChainMember``.
@usableFromInline
@frozen
struct ChainVersion {
    @usableFromInline let base: UnsafeMutableRawPointer

    @inlinable
    @inline(__always)
    init(_ base: UnsafeMutableRawPointer) {
        self.base = base
    }

    @inlinable
    var count: Int {
        @inline(__always) get { base.load(as: Int.self) }
    }

    @inlinable
    @inline(__always)
    func member(_ place: Int) -> Unmanaged<ChainMember> {
        (base + (8 &+ place &* 8)).load(as: Unmanaged<ChainMember>.self)
    }

    static func byteCount(_ members: Int) -> Int { 8 + members * 8 }

    /// Where `member` is; nil if it is not.
    func place(of member: ChainMember) -> Int? {
        (0..<count).first { self.member($0).toOpaque() == Unmanaged.passUnretained(member).toOpaque() }
    }

    /// A list of the given members; nil if there is no memory for it.
    static func make(_ count: Int, _ member: (Int) -> Unmanaged<ChainMember>) -> ChainVersion? {
        guard let base = malloc(byteCount(count)) else { return nil }
        base.storeBytes(of: count, as: Int.self)
        for place in 0..<count {
            base.storeBytes(of: member(place), toByteOffset: byteCount(place), as: Unmanaged<ChainMember>.self)
        }
        return ChainVersion(base)
    }

    func deallocate() { Glibc.free(base) }
}

// Only an address; what is behind it does not change.
extension ChainVersion: @unchecked Sendable {}
