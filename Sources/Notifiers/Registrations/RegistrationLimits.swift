/// How much a ``RegistrationCache`` keeps. Whatever is leased is kept beyond it; the rest gives way, the least recently used first.
public struct RegistrationLimits: Hashable, Sendable {
    /// Registrations, leased ones included.
    public var entries: Int
    /// The sum of the lengths of their ranges, leased ones included: of interest where registering pins memory (`RLIMIT_MEMLOCK`).
    public var bytes: Int

    /// So many registrations, of so many bytes together; by default 1024 and any number.
    public init(entries: Int = 1024, bytes: Int = .max) {
        self.entries = entries
        self.bytes = bytes
    }
}
