internal import Notifiers
internal import ReadCopyUpdate
internal import Synchronization

extension DirectRange {
    /// Frees the range of its one owner.
    func releaseOwned(_ mode: ReleaseMode) {
        guard mode == .guarded else { return endLife(mode) }
        let core = fixed.pointee.core.takeUnretainedValue()
        core.announcing(core.bytes(of: fixed.pointee.run), .unmap) { endLife(mode) }
    }

    private func endLife(_ mode: ReleaseMode) {
        // In a section until the core is retained: with its last range a closed allocator frees itself, after a grace period.
        let death = RCU.read { _ in tryRelease(mode) }
        guard let death else { trapDoubleFree() }
        death.core.reap(self, wasClosed: death.wasClosed)
    }

    /// Ends the life of the range, if it is the caller who does.
    ///
    /// Inside a section, as the metadata of a range that is dead already may be on its way out.
    ///
    /// - Returns: what the caller needs to reap it, or nil where the range was dead.
    func tryRelease(_ mode: ReleaseMode) -> (core: AllocatorCore, wasClosed: Bool)? {
        var found = state.pointee.load(ordering: .acquiring)
        if found == State.dead { return nil }
        prepareRelease(mode)
        while found != State.dead {
            let (done, now) = state.pointee.compareExchange(
                expected: found,
                desired: State.dead,
                successOrdering: .acquiringAndReleasing,
                failureOrdering: .relaxed
            )
            if done { return (fixed.pointee.core.takeUnretainedValue(), found == State.liveInClosed) }
            found = now
        }
        return nil
    }

    /// Going on would hand out memory that is in use.
    func trapDoubleFree() -> Never {
        fatalError(
            "BlockAllocator: free of \(fixed.pointee.base): found a range of \(fixed.pointee.pages) pages that has been freed already; "
                + "expected the address of a live range"
        )
    }

    private func prepareRelease(_ mode: ReleaseMode) {
        let fixed = self.fixed.pointee
        let core = fixed.core.takeUnretainedValue()
        if core.configuration.poisonOnFree && !fixed.isMapped { Poison.fill(fixed.base, pages: fixed.pages) }
        if mode == .guarded {
            hasGuards.pointee.store(true, ordering: .relaxed)
            core.guardRange(core.bytes(of: fixed.run), isMapped: fixed.isMapped)
        }
    }
}
