/// Pages that madvise(2) takes away only after the event of it has been read; of the events of one batch.
///
/// Of each event it remembers some pages that were populated when it had been read. Of private memory they go with the lock of the
/// address space held, first to last: when one has gone, the thread has begun, and the lock tells when it has ended. A file's go without
/// it: they have gone when none is left; a touch of one that is still to go waits in the kernel until it has.
///
/// Not everything can be seen. Of `MADV_FREE` the pages stay. The thread itself may touch them again between two looks. Two threads may take away
/// the same. So there is a limit to the waiting, which the caller sets, and what was not seen is counted. Pages that were
/// populated after the event was read, where none was before, are not waited for; nor is what a file has and nobody has mapped.
struct PagesToGo {
    private struct Removal {
        let addresses: Range<UInt>
        /// In ascending order, and zeros.
        var witnesses = SIMD8<UInt>.zero
        var isOfFile = false
        /// Whether it can be seen that the pages go.
        var canBeSeen = true

        init(_ addresses: Range<UInt>) { self.addresses = addresses }

        /// What two threads take away is a witness of neither.
        mutating func share(_ range: Range<UInt>) {
            for index in 0..<witnesses.scalarCount where range.contains(witnesses[index]) { witnesses[index] = 0 }
            if isOfFile { canBeSeen = false }
        }

        func haveBegunToGo(_ pagemap: Pagemap) -> Bool {
            guard canBeSeen else { return false }
            guard !isOfFile else {
                var looks = 128
                return pagemap.first(in: addresses, looks: &looks) == .none
            }
            for index in 0..<witnesses.scalarCount where witnesses[index] != 0 {
                if !pagemap.isPopulated(witnesses[index]) { return true }
            }
            return false
        }
    }

    private let pagemap: Pagemap
    /// Those that nothing has been seen of yet.
    private var removals: [Removal] = []
    /// Whether there was an event in this batch.
    private(set) var isNeeded = false
    /// Events of which it was not seen that the pages have gone.
    private(set) var unconfirmed = 0

    /// Room for a batch, so that the heap is left alone while threads wait for their events to be read.
    init(_ pagemap: Pagemap, room: Int) {
        self.pagemap = pagemap
        removals.reserveCapacity(room)
    }

    mutating func beginBatch() {
        isNeeded = false
        unconfirmed = 0
    }

    /// To be called as soon as the event has been read: what is not populated any more is no witness.
    mutating func add(_ addresses: Range<UInt>) {
        isNeeded = true
        var removal = Removal(addresses)
        guard findWitnesses(of: &removal) else { return }
        for index in removals.indices where removals[index].addresses.overlaps(addresses) {
            removals[index].share(addresses)
            if removal.isOfFile { removal.canBeSeen = false }
        }
        removals.append(removal)
    }

    /// False if no page is there to go.
    private func findWitnesses(of removal: inout Removal) -> Bool {
        var (looks, count) = (128, 0)
        var rest = removal.addresses
        while count < removal.witnesses.scalarCount {
            switch pagemap.first(in: rest, looks: &looks) {
            case .none: return count > 0 || !removal.canBeSeen
            case .unknown:
                removal.canBeSeen = count > 0
                return true
            case .page(let page, let isOfFile):
                var end = page + Pagemap.page
                removal.isOfFile = removal.isOfFile || isOfFile
                if let other = removals.first(where: { $0.addresses.contains(page) }) {
                    end = min(other.addresses.upperBound, rest.upperBound)
                } else {
                    removal.witnesses[count] = page
                    count += 1
                }
                removal.canBeSeen = count > 0
                rest = end..<rest.upperBound
            }
        }
        return true
    }

    /// Looks whether pages may still be there.
    mutating func areExpected() -> Bool {
        let pagemap = pagemap
        removals.removeAll { $0.haveBegunToGo(pagemap) }
        return !removals.isEmpty
    }

    /// Waits for none of them any more.
    mutating func giveUp() {
        unconfirmed += removals.count
        removals.removeAll(keepingCapacity: true)
    }
}
