internal import AsymmetricFences
internal import ReadCopyUpdate
internal import Synchronization

extension MemoryNotifiers {
    /// Publishes what `state` says, under the table's lock.
    ///
    /// A list that comes where there was none: invalidations that are open now may have found nobody, and are in no count. An
    /// ``OpenRange`` stands for all of them until a grace period of `ranges` is over, so that an interval that comes meanwhile waits for
    /// them as for any other. It is opened before the list is published: whoever finds the list finds it counted.
    func publish(_ state: borrowing MemorySubscriberTable.State) {
        let isNeeded = !state.subscribers.isEmpty || state.intervalCount > 0
        let new = isNeeded ? MemorySubscriberList(state.subscribers, generation: state.lastNumber) : nil
        // Written under the same lock only.
        let isFirst = isNeeded && list.load(ordering: .relaxed) == 0
        let unannounced = isFirst ? OpenRange(nil) : nil
        if let unannounced { _ = index.begin(unannounced) }
        // Release, for those who find the new list; the old one's own publication was under the lock.
        let old = list.exchange(
            new.map { UInt(bitPattern: Unmanaged.passRetained($0).toOpaque()) } ?? 0,
            ordering: .acquiringAndReleasing
        )
        // Not retired: readers wait for it, also where what is retired waits for them. What it destroys has neither a state nor a callback.
        if let unannounced { ranges.afterGracePeriod { [index] in index.end(unannounced) } }
        // Lists are used in sections of `calls` only.
        if let old = UnsafeRawPointer(bitPattern: old) {
            calls.retire(Unmanaged<MemorySubscriberList>.fromOpaque(old).takeRetainedValue())
        }
    }

    /// Lets go of the last list, when nobody else has the registry.
    func discardList() {
        guard let last = UnsafeRawPointer(bitPattern: list.load(ordering: .acquiring)) else { return }
        Unmanaged<MemorySubscriberList>.fromOpaque(last).release()
    }

    /// Traps in a read section: who holds a range open may be waiting for its end, and then for the caller who waits for the range.
    func requireMayBlock(_ call: StaticString) {
        require(
            !RCU.isInReadSection,
            """
            \(call) was called inside a read section of RCU, which would last as long as open invalidations do \
            (a thread whose quiescent-state reporter is online is in one: use whileOffline)
            """
        )
    }

    /// Traps on a thread that would wait for itself.
    func requireOutside(_ call: StaticString) {
        guard CallbackFrame.isInside(identifier) else { return }
        fatalError(
            """
            \(call) was called inside a callback of the same MemoryNotifiers, or under the lock of one of its intervals: it \
            would wait for itself for ever
            """
        )
    }
}
