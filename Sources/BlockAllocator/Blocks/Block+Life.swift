internal import Glibc
internal import Synchronization

extension Block {
    /// Begins a life with the first `2^order` pages handed out already, so that nobody can take the block away before its maker
    /// has had them, and no second search is needed.
    ///
    /// The shared word is stored last, releasing: a flush that pins this life finds its marks cleared.
    func begin(queue: CPUQueue, kind: BlockKind, order: Int) {
        memset(marks, 0, pages)
        fixed.pointee.queue = queue
        fixed.pointee.kind = kind
        fixed.pointee.lives &+= 1
        setMark(.live(order: order), at: 0)
        setLocalState(.born(pages: pages, taken: 1 << order))
        setReturns(.none)
        shared.pointee.store(SharedState.born.bits, ordering: .releasing)
    }

    /// Tells the shared word all that the lease's holder has counted, and that the rest is given up. Under the lease.
    ///
    /// From here on each return is counted in the one word, and the one that completes it sees so: as in biased reference counting
    /// (Choi, Shull, Torrellas 2018).
    ///
    /// - Returns: whether the caller must reap the block: nothing of it is live, and no flush holds it.
    func merge(givingUp givenUp: Int) -> Bool {
        let returns = self.returns
        setLocalState(localState.merged())
        setReturns(.none)
        let new = exchangeShared { $0.merging(returns, givenUp: givenUp) }
        return new.map { $0.isDead(pages: pages) && !$0.isPinned } ?? false
    }

    /// Counts pages that came back past the lease.
    ///
    /// - Returns: whether the caller must reap the block.
    @inline(__always)
    func returnShared(_ count: Int, at offset: Int) -> Bool {
        let new = exchangeShared { $0.returning(count, at: offset) }
        return new.map { $0.isDead(pages: pages) && !$0.isPinned } ?? false
    }
}
