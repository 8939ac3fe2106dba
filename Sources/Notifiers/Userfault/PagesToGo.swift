/// Pages that madvise(2) takes away only after the event of it has been read; of the events of one batch.
///
/// Of each event it remembers some pages that were populated when it had been read. When one of them no longer is, the thread has begun to
/// take them away, with the lock of the address space held. It may also have begun, and somebody have touched all of
/// them again, between two looks; and `MADV_FREE` leaves them where they are. So there is a limit to the waiting.
struct PagesToGo {
    private struct Witness {
        let event: Int
        let page: UInt
    }

    /// For how long an event is waited for: longer than a thread is usually off its processor.
    private static let limit = Duration.milliseconds(20)
    /// For each event.
    private static let largestCount = 8
    private let pagemap: Pagemap
    /// Of events that nothing has been seen of yet, in their order.
    private var witnesses: [Witness] = []
    private var deadline = ContinuousClock.now
    /// Events so far.
    private(set) var events = 0
    /// Those of which it is not known that the pages have gone.
    private(set) var unconfirmed = 0

    /// Room for a batch, so that the heap is left alone while threads wait for their events to be read.
    init(_ pagemap: Pagemap, room: Int) {
        self.pagemap = pagemap
        witnesses.reserveCapacity(room * Self.largestCount)
    }

    mutating func beginBatch() {
        witnesses.removeAll(keepingCapacity: true)
        events = 0
        unconfirmed = 0
    }

    /// To be called as soon as the event has been read: what is not populated any more is no witness.
    mutating func add(_ addresses: Range<UInt>) {
        events += 1
        let before = witnesses.count
        let sawAll = pagemap.findPopulated(in: addresses, count: Self.largestCount) { page in
            witnesses.append(Witness(event: events, page: page))
        }
        if !sawAll, witnesses.count == before { unconfirmed += 1 }
        deadline = .now + Self.limit
    }

    /// Looks whether an event's pages may all still be there, unless it has done so for too long.
    mutating func areExpected() -> Bool {
        var next = 0
        while next < witnesses.count {
            let witness = witnesses[next]
            if pagemap.isPopulated(witness.page) {
                next += 1
            } else {
                witnesses.removeAll { $0.event == witness.event }
                next = witnesses.firstIndex { $0.event > witness.event } ?? witnesses.count
            }
        }
        guard !witnesses.isEmpty else { return false }
        guard deadline < .now else { return true }
        var last = 0
        for witness in witnesses where witness.event != last {
            unconfirmed += 1
            last = witness.event
        }
        witnesses.removeAll(keepingCapacity: true)
        return false
    }
}
