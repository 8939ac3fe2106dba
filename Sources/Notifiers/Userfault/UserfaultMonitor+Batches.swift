internal import Glibc
internal import Synchronization

/// How an event becomes invalidations.
///
///     kernel, for munmap:   (1) unmap   (2) queue the event, the descriptor is ready   (3) sleep until it is read   (4) return
///     kernel, for madvise:  (2) queue the event   (3) sleep until it is read   (5) take the pages away   (4) return
///     monitor:              (a) ready   (b) start of everything   (c) read   (d) start of the range   (e) settle   (f) ends
///
/// (b) lies before (c), and (c) before (4): when the unmapping thread goes on, and can tell others that the addresses are free, an
/// invalidation is open and all subscribers have been called. With (c) before (b) the addresses could be in use again, and a
/// second mapping of what was there before still in use as well.
///
/// (5) lies after (c), as late as the scheduler likes; (f) says that the pages are gone, so (e) lies between them. The kernel
/// counts the threads that are between (2) and the end of (3), and refuses every request for a range meanwhile: that is asked until
/// there are none. (Before Linux 5.15 it only notes that there are some, until the first has gone on.) From there a thread has only to
/// take the lock of the address space to begin with (5): a few instructions, among which it may be interrupted. So pages that were
/// there after (c) are looked at until one has gone: see ``PagesToGo``. Then (5) has begun, and the thread holds the lock until the
/// end of (5): the monitor takes it too, and (f) follows. Of a file it looks until all have gone, and takes the lock as well: see
/// ``AddressSpaceFence``.
extension UserfaultMonitor {
    /// Events under one invalidation of everything, each a level of recursion: open invalidations are not copied into an array.
    static let largestBatch = 32

    /// Announces what has happened until nothing happens any more, or until subscribers are to get a moment without an
    /// invalidation of everything.
    func announceBatch(_ pages: inout PagesToGo) {
        counts.batches.count()
        pages.beginBatch()
        let everything = 0..<(UInt.max - UInt(getpagesize()) + 1)
        let open = notifiers.start(
            MemoryInvalidation(addresses: everything, event: .unmap, owner: UserfaultSource.unreadEvent)
        )
        announceEvents(room: Self.largestBatch, &pages)
        open.end()
        counts.unconfirmed.wrappingAdd(pages.unconfirmed, ordering: .relaxed)
    }

    private func announceEvents(room: Int, _ pages: inout PagesToGo) {
        guard let event = nextEvent(mayRead: room > 0, &pages) else {
            if pages.isNeeded { fence.pass() }
            return
        }
        switch event {
        case .gone(let addresses, let reason):
            if reason == .clear {
                pages.addRemoval(of: addresses)
                counts.removed.count()
            } else {
                pages.addUnmapping(of: addresses)
                counts.unmapped.count()
            }
            let open = notifiers.start(MemoryInvalidation(addresses: addresses, event: reason, owner: owner))
            announceEvents(room: room - 1, &pages)
            open.end()
        case .fault:
            counts.faults.count()
            announceEvents(room: room - 1, &pages)
        case .other:
            announceEvents(room: room - 1, &pages)
        }
    }

    /// The next event; nil when there is none, and the threads of those before it have gone on.
    ///
    /// When the kernel says that they have, it is for interrupts alone that a thread may not have begun to take the pages away: hence a short
    /// limit. Of the last event of a full batch it does not say so while others wait to be read, and a hole in a file may take its
    /// thread several turns of its processor: hence a longer one.
    private func nextEvent(mayRead: Bool, _ pages: inout PagesToGo) -> UserfaultEvent? {
        var limit: ContinuousClock.Instant?
        var turn = 0
        while turn < 3000 {
            if mayRead, let event = descriptor.read() { return event }
            let isChanging = mayRead && descriptor.isChanging
            let look = pages.look(isChanging: isChanging)
            if isChanging || look == .going {
                limit = nil
            } else if look == .gone {
                return nil
            } else if let limit {
                guard .now < limit else {
                    pages.giveUp()
                    return nil
                }
            } else {
                limit = .now + (mayRead && look == .there ? .milliseconds(2) : .milliseconds(20))
            }
            // Without a processor for the thread, for 0.2 s at least.
            if turn < 1000 { sched_yield() } else { usleep(100) }
            turn = look == .going ? 0 : turn + 1
        }
        counts.unsettled.count()
        pages.giveUp()
        return nil
    }
}
