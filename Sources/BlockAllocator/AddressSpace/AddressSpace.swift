internal import AsymmetricFences

/// Who has which blocks of the reservation: those in use, the dead ones that keep their memory for a while, the clean ones.
///
/// Off the fast path: a lock, held for some dozens of nanoseconds and never across a system call.
final class AddressSpace: @unchecked Sendable {
    private let lock = FutexLock()
    private let blockCount: Int
    private let lazyLimit: Int

    // Guarded by the lock.
    private var frontier = 0
    private var clean = CleanRuns()
    private var dead: [DeadRange] = []
    private var deadBlocks = 0
    private var counts = AddressSpaceCounts()

    /// - Parameter lazyLimit: how many blocks may wait dead before they are given back: the kernel's cap on lazily freed ranges.
    init(blockCount: Int, lazyLimit: Int) {
        self.blockCount = blockCount
        self.lazyLimit = lazyLimit
    }

    /// Addresses with nothing behind them, or nil.
    func takeClean(_ count: Int, alignedTo alignment: Int = 1) -> Int? {
        lock.withLock {
            var first = clean.take(count, alignedTo: alignment)
            if first == nil {
                // Clean addresses right before those that were never used are as good as these: together they may do.
                frontier = clean.takeLast(endingAt: frontier) ?? frontier
                let aligned = (frontier + alignment - 1) / alignment * alignment
                guard aligned <= blockCount && count <= blockCount - aligned else { return nil }
                if aligned > frontier { clean.put(BlockRun(first: frontier, count: aligned - frontier)) }
                frontier = aligned + count
                first = aligned
            }
            counts.take(count)
            return first
        }
    }

    /// Addresses that turned out not to be usable.
    func putClean(_ run: BlockRun) {
        lock.withLock {
            clean.put(run)
            counts.give(run.count)
        }
    }

    /// A dead block, the last one first.
    func takeDeadBlock() -> Block? {
        lock.withLock {
            guard let position = dead.lastIndex(where: { $0.block != nil }) else { return nil }
            let range = dead.remove(at: position)
            deadBlocks -= 1
            counts.births += 1
            return range.block
        }
    }

    /// A dead large range of just this size. One of a few pages less need not have been aligned.
    func takeDeadDirect(blocks: Int, alignedTo alignment: Int) -> DirectRange? {
        lock.withLock {
            let position = dead.lastIndex {
                $0.direct != nil && $0.run.count == blocks && $0.run.first % alignment == 0
            }
            guard let position else { return nil }
            let range = dead.remove(at: position)
            deadBlocks -= blocks
            return range.direct
        }
    }

    /// - Returns: whether there are too many now, so that the caller should have them given back.
    func putDead(_ range: DeadRange, isDeath: Bool = true) -> Bool {
        lock.withLock {
            dead.append(range)
            deadBlocks += range.run.count
            if isDeath { counts.deaths += 1 }
            return deadBlocks > lazyLimit
        }
    }

    /// All dead ranges, to be given back. Their addresses stay taken until ``putClean(_:)``.
    func takeAllDead() -> [DeadRange] {
        lock.withLock {
            defer {
                dead = []
                deadBlocks = 0
            }
            return dead
        }
    }

    func countBirth() { lock.withLock { counts.births += 1 } }

    /// Of blocks that go back without having been among the dead ranges.
    func countDeaths(_ count: Int) { lock.withLock { counts.deaths += count } }

    /// The counts, the dead blocks, and how far the reservation has been used.
    var summary: (counts: AddressSpaceCounts, deadBlocks: Int, frontier: Int, cleanBlocks: Int) {
        lock.withLock { (counts, deadBlocks, frontier, clean.blockCount) }
    }

    /// What there is, for who checks it.
    var contents: (frontier: Int, clean: [BlockRun], dead: [DeadRange]) {
        lock.withLock { (frontier, clean.runs, dead) }
    }

    func holdForFork() { lock.lock() }
    func releaseAfterFork() { lock.unlock() }
}
