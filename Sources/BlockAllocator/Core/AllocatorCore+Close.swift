internal import ReadCopyUpdate
internal import Synchronization

extension AllocatorCore {
    /// The handle is gone. Free space becomes dirty, so that each block dies with its last range; the last of all frees the core.
    ///
    /// `survivors` begins at one for this walk, so it reaches zero once, whoever gets there: a death before the walk finds a block
    /// is not counted by either side, as both are transitions of the block's one word.
    func close() {
        // First of all: a range that one of them keeps is freed as long as the allocator is open.
        reclaimers.removeAll()
        survivors.store(1, ordering: .relaxed)
        for queue in allQueues {
            queue.whileSeized {
                for kind in [BlockKind.shortLived, .longLived, .mapped] {
                    while let block = queue.lists.pointee.head(kind) {
                        queue.remove(block, kind)
                        // The dead stay where they are: their metadata and memory go with the core.
                        _ = block.merge(givingUp: block.localState.free)
                    }
                }
            }
        }
        for position in 0..<space.summary.frontier {
            RCU.read { _ in
                switch index.entry(at: position) {
                case .none: return
                case .block(let block): countSurvivor(block)
                case .direct(let range): countSurvivor(range)
                }
            }
        }
        // Last of all: until here a fork on another thread waits for this one to be outside of the locks.
        AllocatorRegistry.shared.remove(self)
        countSurvivorsDeath()
    }

    /// One of those that the closed allocator waits for has died. The last one gives up the core after a grace period: others may
    /// be between their own last transition and the end of their sections.
    func countSurvivorsDeath() {
        guard survivors.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 else { return }
        let owner = Unmanaged.passUnretained(self)
        RCU.retire { owner.release() }
    }

    private func countSurvivor(_ block: Block) {
        survivors.add(1, ordering: .relaxed)
        let isLive = block.exchangeShared { $0.isDead(pages: block.pages) ? nil : $0.closed() } != nil
        // Never the last: the walk itself is counted.
        if !isLive { survivors.subtract(1, ordering: .relaxed) }
    }

    private func countSurvivor(_ range: DirectRange) {
        survivors.add(1, ordering: .relaxed)
        let isLive = range.state.pointee.compareExchange(
            expected: DirectRange.State.live,
            desired: DirectRange.State.liveInClosed,
            ordering: .acquiringAndReleasing
        ).exchanged
        if !isLive { survivors.subtract(1, ordering: .relaxed) }
    }
}
