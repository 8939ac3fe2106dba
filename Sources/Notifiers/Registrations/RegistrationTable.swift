internal import CMembarrier

/// The entries of a ``RegistrationCache``, and the order in which the unused give way. Protected by the store's lock.
///
/// An entry is in `entries` until it is invalid, evicted or failed; whoever finds it there may have it. It is among the unused if
/// it is in `entries` and has no user. What has left is undone by the one who took it out, or by its last user.
struct RegistrationTable<Key: Hashable & Sendable, Registration: Sendable> {
    typealias Entry = RegistrationEntry<Key, Registration>

    /// What a search came to.
    enum Found {
        case hit(Entry)
        /// Used by the caller from now on, but to be confirmed before it is handed out.
        case suspect(Entry)
        case pending(MemoryWaiter)
        /// To be registered by the caller.
        case made(Entry)
    }

    var statistics = RegistrationCacheStatistics()
    var isClosed = false
    /// What was dropped where it could not be undone: in a callback.
    private(set) var leftovers: [Entry] = []
    private let limits: RegistrationLimits
    /// Ranges may be as long as all addresses.
    private var bytes: UInt128 = 0 {
        didSet { statistics.bytes = Int(clamping: bytes) }
    }
    private var entries: [RegistrationPlace<Key>: Entry] = [:]
    private unowned(unsafe) var oldest: Entry?
    private unowned(unsafe) var newest: Entry?

    init(_ limits: RegistrationLimits) {
        self.limits = limits
    }

    /// Finds an entry and makes the caller its user, or makes one.
    mutating func enter(_ place: RegistrationPlace<Key>) -> Found {
        guard let entry = entries[place] else {
            let entry = Entry(place)
            entries[place] = entry
            statistics.misses += 1
            statistics.entries += 1
            statistics.entriesInUse += 1
            bytes += Self.length(place)
            return .made(entry)
        }
        guard entry.registration != nil else {
            statistics.joins += 1
            let waiter = MemoryWaiter()
            entry.waiters.append(waiter)
            return .pending(waiter)
        }
        if entry.users == 0 {
            unlink(entry)
            statistics.entriesInUse += 1
        }
        entry.users += 1
        if entry.isSuspect { return .suspect(entry) }
        statistics.hits += 1
        return .hit(entry)
    }

    /// What is registered can be had from now on. Returns those who wait for it.
    mutating func install(_ registration: Registration, in entry: Entry) -> [MemoryWaiter] {
        entry.registration = registration
        // Of the time before the sequence that it is installed with.
        entry.isSuspect = false
        defer { entry.waiters.removeAll() }
        return entry.waiters
    }

    /// Nothing was registered, and nothing is left. Returns those who wait for it, to try it themselves.
    mutating func fail(_ entry: Entry) -> [MemoryWaiter] {
        entries[entry.place] = nil
        statistics.failures += 1
        statistics.entriesInUse -= 1
        forget(entry)
        defer { entry.waiters.removeAll() }
        return entry.waiters
    }

    /// Says whether a suspect that the caller uses is good after all, now that no invalidation of it is open.
    mutating func confirm(_ entry: Entry) -> Bool {
        guard !entry.isInvalid else { return false }
        entry.isSuspect = false
        statistics.hits += 1
        return true
    }

    /// Ends a use. The last user of what is not to be had any more is the one who undoes it.
    mutating func release(_ entry: Entry) -> [Entry] {
        entry.users -= 1
        guard entry.users == 0 else { return [] }
        statistics.entriesInUse -= 1
        guard !entry.isInvalid else {
            drop(entry)
            return [entry]
        }
        link(entry)
        return isClosed ? dropUnused() : evict()
    }

    /// The memory of an entry is taken away. Returns whether it was dropped for that: if nobody uses it.
    mutating func invalidate(_ entry: Entry) -> Bool {
        // One that is being made has its sequence for that: what is registered is not installed.
        guard entry.registration != nil, !entry.isInvalid else { return false }
        entry.isInvalid = true
        entries[entry.place] = nil
        statistics.invalidations += 1
        guard entry.users == 0 else { return false }
        unlink(entry)
        drop(entry)
        return true
    }

    /// The memory of an entry may be taken away.
    mutating func suspect(_ entry: Entry) {
        entry.isSuspect = true
    }

    /// Makes room: the least recently used of the unused leave until the limits are kept.
    mutating func evict() -> [Entry] {
        var dropped: [Entry] = []
        while statistics.entries > limits.entries || statistics.bytes > limits.bytes, let entry = oldest {
            statistics.evictions += 1
            dropped.append(takeOut(entry))
        }
        return dropped
    }

    /// All of the unused leave.
    mutating func dropUnused() -> [Entry] {
        var dropped: [Entry] = []
        while let entry = oldest { dropped.append(takeOut(entry)) }
        return dropped
    }

    mutating func leave(_ dropped: [Entry]) { leftovers += dropped }

    mutating func takeLeftovers() -> [Entry] {
        guard !leftovers.isEmpty else { return [] }
        defer { leftovers = [] }
        return leftovers
    }

    /// Begins to undo an entry that was dropped; nil if somebody has.
    mutating func beginUndoing(_ entry: Entry) -> Registration? {
        guard let registration = entry.dropped else { return nil }
        entry.dropped = nil
        entry.undoer = cmembarrier_gettid()
        return registration
    }

    /// Returns those who wait for it.
    mutating func endUndoing(_ entry: Entry) -> [MemoryWaiter] {
        entry.undoer = 0
        defer { entry.waiters.removeAll() }
        return entry.waiters
    }

    /// A waiter for another thread that is undoing the entry. One that takes the memory away while it does so does not wait for itself.
    mutating func waitForUndoing(_ entry: Entry) -> MemoryWaiter? {
        guard entry.undoer != 0, entry.undoer != cmembarrier_gettid() else { return nil }
        let waiter = MemoryWaiter()
        entry.waiters.append(waiter)
        return waiter
    }

    private mutating func takeOut(_ entry: Entry) -> Entry {
        unlink(entry)
        entries[entry.place] = nil
        drop(entry)
        return entry
    }

    private static func length(_ place: RegistrationPlace<Key>) -> UInt128 {
        UInt128(place.addresses.upperBound - place.addresses.lowerBound)
    }

    /// What leaves the table without a user, to be undone.
    private mutating func drop(_ entry: Entry) {
        forget(entry)
        entry.dropped = entry.registration.take()
    }

    private mutating func forget(_ entry: Entry) {
        statistics.entries -= 1
        bytes -= Self.length(entry.place)
    }

    /// Puts an entry among the unused, as the one used last.
    private mutating func link(_ entry: Entry) {
        entry.older = newest
        entry.newer = nil
        if let newest { newest.newer = entry } else { oldest = entry }
        newest = entry
    }

    private mutating func unlink(_ entry: Entry) {
        if let older = entry.older { older.newer = entry.newer } else { oldest = entry.newer }
        if let newer = entry.newer { newer.older = entry.older } else { newest = entry.older }
        entry.older = nil
        entry.newer = nil
    }
}
