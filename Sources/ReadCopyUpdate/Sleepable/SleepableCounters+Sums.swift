internal import Synchronization

extension SleepableCounters {
    /// Sections of each phase that are open, as ``SleepableGracePeriod`` may believe it: 0 means what it says there.
    ///
    /// - Parameter between: for tests, what happens to happen between the two sums.
    func openSections(between: () -> Void = {}) -> (UInt64, UInt64) {
        var unlocks: (UInt64, UInt64) = (0, 0)
        forEachSlot {
            unlocks.0 &+= $0.unlocks(0).pointee.load(ordering: .acquiring)
            unlocks.1 &+= $0.unlocks(8).pointee.load(ordering: .acquiring)
        }
        between()
        // The directory is read anew: a counted unlock may belong to a lock in a segment that was not there before.
        var locks: (UInt64, UInt64) = (0, 0)
        forEachSlot {
            locks.0 &+= $0.locks(0).pointee.load(ordering: .acquiring)
            locks.1 &+= $0.locks(8).pointee.load(ordering: .acquiring)
        }
        return (locks.0 &- unlocks.0, locks.1 &- unlocks.1)
    }
}
