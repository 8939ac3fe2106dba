/// What a block's ranges are for: ranges of different kinds never share a block.
@usableFromInline
enum BlockKind: Int {
    case shortLived, longLived
    /// Frames of a file: the addresses have no memory of their own, and are used again only after a flush.
    case mapped

    static let count = 3

    var isMapped: Bool { self == .mapped }
}
