/// A range of addresses that is taken away, as subscribers are told of it.
///
/// When the start is announced everything in the range is still mapped; when the end is, it is gone and may be in use by
/// somebody else. Between the two no secondary mapping of the range may be made.
public struct MemoryInvalidation: Sendable {
    /// The addresses; whole pages, and never empty.
    public let addresses: Range<UInt>
    /// Why.
    public let event: MemoryEvent
    /// Who does it; nil if nobody says so.
    public let owner: MemoryOwner?
    /// Whether the subscribers may block, which depends on the form of the start. Where they may not, one that would have to refuses.
    public let isBlockable: Bool

    /// Describes `addresses`, which are whole pages, going away for the reason `event`.
    @inlinable
    public init(addresses: Range<UInt>, event: MemoryEvent, owner: MemoryOwner? = nil) {
        self.addresses = addresses
        self.event = event
        self.owner = owner
        isBlockable = true
    }

    private init(nonBlocking what: Self) {
        addresses = what.addresses
        event = what.event
        owner = what.owner
        isBlockable = false
    }

    /// The same, where subscribers may not block.
    var withoutBlocking: Self { Self(nonBlocking: self) }
}
