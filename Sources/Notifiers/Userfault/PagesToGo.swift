/// Pages that madvise(2) takes away only after the event of it has been read; of the events of one batch.
///
/// Of each event it remembers some pages that were populated when it had been read. Of private memory they go with the lock of the
/// address space held: when one has gone, the thread has begun, and the lock tells when it has ended. A file's go without that lock:
/// they have gone when none is left, and a touch of one that is still to go waits in the kernel until it has.
///
/// Not everything can be seen. Of `MADV_FREE` the pages stay. The thread itself may touch them again between two looks. Two threads may
/// take away the same, and then what has gone does not show by whom. So there is a limit to the waiting, which the caller sets, and what
/// was not seen is counted. Pages that were populated after the event was read, where none was before, are not waited for; nor is what a
/// file has and nobody has mapped.
struct PagesToGo {
    /// What a look comes to.
    enum Look {
        case gone
        /// There are fewer of a file than at the last look.
        case going
        /// There are fewer of a file than there were.
        case begun
        case there
    }

    private let pagemap: Pagemap
    private var removals: [PageRemoval] = []
    /// What the events of the batch are about, those of unmappings too.
    private var ranges: [Range<UInt>] = []
    /// Whether there was a removal in this batch.
    private(set) var isNeeded = false
    /// Removals of which it was not seen that the pages have gone.
    private(set) var unconfirmed = 0

    /// Room for a batch, so that the heap is left alone while threads wait for their events to be read.
    init(_ pagemap: Pagemap, room: Int) {
        self.pagemap = pagemap
        removals.reserveCapacity(room)
        ranges.reserveCapacity(room)
    }

    mutating func beginBatch() {
        ranges.removeAll(keepingCapacity: true)
        isNeeded = false
        unconfirmed = 0
    }

    /// To be called as soon as the event has been read: what is not populated any more is no witness.
    mutating func addRemoval(of addresses: Range<UInt>) {
        isNeeded = true
        var removal = PageRemoval(addresses)
        let isThere = removal.findWitnesses(pagemap, outside: ranges)
        for range in ranges where removal.isOfFile { removal.share(range) }
        share(addresses)
        if isThere { removals.append(removal) }
    }

    /// The pages have gone, of others' removals too.
    mutating func addUnmapping(of addresses: Range<UInt>) { share(addresses) }

    private mutating func share(_ addresses: Range<UInt>) {
        for index in removals.indices { removals[index].share(addresses) }
        ranges.append(addresses)
    }

    /// Looks whether pages may still be there.
    ///
    /// - Parameter isChanging: whether there may be events to come of what has gone already. Until they have been read nothing that was
    ///   seen is final.
    mutating func look(isChanging: Bool) -> Look {
        var isGoing = false
        for index in removals.indices where removals[index].look(pagemap) { isGoing = true }
        if !isChanging { removals.removeAll { $0.isSeen } }
        guard !removals.isEmpty else { return .gone }
        return isGoing ? .going : removals.contains { $0.canBeSeen && $0.hasBegun } ? .begun : .there
    }

    /// Waits for none of them any more. What was seen and is not final counts as not seen.
    mutating func giveUp() {
        unconfirmed += removals.count
        removals.removeAll(keepingCapacity: true)
    }
}
