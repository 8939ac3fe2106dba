extension AllocatorCore {
    /// How often reclaimers are asked for one request: one that says it has freed something, and has not, must not hold it for ever.
    static let reclaimRounds = 16

    /// Tries; where addresses, memory or mappings have run out, gives back what is dead or empty and tries again; then asks the
    /// reclaimers, for as long as they free something. The order is the kernel's.
    func untilExhausted<Result: ~Copyable>(
        _ attempt: () throws(BlockAllocatorError) -> Result
    ) throws(BlockAllocatorError) -> Result {
        do throws(BlockAllocatorError) {
            return try attempt()
        } catch {
            guard error.isExhaustion else { throw error }
        }
        giveBackEverything()
        for _ in 0..<Self.reclaimRounds {
            do throws(BlockAllocatorError) {
                return try attempt()
            } catch {
                guard error.isExhaustion, reclaimers.run() > 0 else { throw error }
                giveBackEverything()
            }
        }
        return try attempt()
    }

    /// Addresses and mappings included: blocks that are only partly dirty are flushed as well.
    private func giveBackEverything() {
        events.forcedPurges.count()
        purgeBlocks(isForced: true)
        flush()
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
