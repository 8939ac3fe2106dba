/// Who takes memory away, by which a subscriber recognises invalidations of its own.
///
/// Equal only to itself and its copies.
public final class MemoryOwner: Hashable, Sendable {
    /// Who it is, for reports.
    public let name: String

    /// Creates an owner that equals no other, whatever its name.
    public init(_ name: String) { self.name = name }

    /// Whether both are the same owner.
    public static func == (one: MemoryOwner, other: MemoryOwner) -> Bool { one === other }

    /// Hashes the identity, not the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}
