internal import Glibc

extension AllocatorCore {
    /// How often reclaimers are asked for one request: one that says it has freed something, and has not, must not hold it for ever.
    static let reclaimRounds = 16

    /// Tries; where addresses, memory or mappings have run out, gives back what is dead or empty and tries again; then asks the
    /// reclaimers, for as long as they free something. The order is the kernel's.
    func untilExhausted<Result: ~Copyable>(
        _ pages: Int,
        _ attempt: () throws(BlockAllocatorError) -> Result
    ) throws(BlockAllocatorError) -> Result {
        do throws(BlockAllocatorError) {
            return try attempt()
        } catch {
            guard error.isExhaustion else { throw error }
        }
        var isAll = giveBackEverything()
        for _ in 0..<Self.reclaimRounds {
            do throws(BlockAllocatorError) {
                return try attempt()
            } catch {
                guard error.isExhaustion, reclaimers.run(pages: pages) > 0 || !isAll else { throw error }
                // Others had what might have helped: they are let run before the next time.
                if !isAll { sched_yield() }
                isAll = giveBackEverything()
            }
        }
        return try attempt()
    }

    /// Addresses and mappings included: blocks that are only partly dirty are flushed as well.
    ///
    /// - Returns: false where a subscriber refused, or another thread's flush was in the way.
    private func giveBackEverything() -> Bool {
        events.forcedPurges.count()
        let refused = events.refusedAnnouncements.current
        purgeBlocks(isForced: true)
        return flush(.nonBlocking) && events.refusedAnnouncements.current == refused
    }

    func exhaustedAddresses(_ pages: Int) -> BlockAllocatorError {
        .addressSpaceExhausted(pages: pages, reservationBytes: reservation.byteCount)
    }
}

extension BlockAllocatorError {
    /// Whether freeing something may help.
    var isExhaustion: Bool {
        switch self {
        case .addressSpaceExhausted, .memoryExhausted: true
        case .invalidPageCount, .invalidConfiguration, .system: false
        }
    }
}
