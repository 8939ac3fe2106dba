/// What a ``RegistrationCache`` holds and has done, at one moment.
public struct RegistrationCacheStatistics: Hashable, Sendable {
    /// Registrations that exist or are being made; each has one entry.
    public internal(set) var entries = 0
    /// Those of them that somebody uses or makes.
    public internal(set) var entriesInUse = 0
    /// The sum of the lengths of the entries' ranges.
    public internal(set) var bytes = 0
    /// Leases of a registration that was there.
    public internal(set) var hits = 0
    /// Leases for which a registration was begun.
    public internal(set) var misses = 0
    /// Times that somebody waited for a registration which another was making.
    public internal(set) var joins = 0
    /// Registrations that failed: the caller's closure threw, the deadline passed, or the task was cancelled.
    public internal(set) var failures = 0
    /// Registrations undone at once, because the memory was taken away while they were being made.
    public internal(set) var overtaken = 0
    /// Entries whose memory was taken away.
    public internal(set) var invalidations = 0
    /// Entries that gave way to others.
    public internal(set) var evictions = 0

    /// Nothing.
    public init() {}
}
