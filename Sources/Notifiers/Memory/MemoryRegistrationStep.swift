internal import Synchronization

/// Where a registration may be made to fail, in tests: what comes before the step has been done, the step has not.
package enum MemoryRegistrationStep: Int, CaseIterable, Sendable {
    /// The entry is made.
    case allocate = 1
    /// The entry is published.
    case publish
    /// Open invalidations are waited for, as a cancelled task no longer does.
    case wait
    /// The subscription is handed out.
    case finish
}

extension MemoryNotifiers {
    /// Makes the next registration that comes to `step` fail there.
    package func failNext(_ step: MemoryRegistrationStep) {
        fault.store(step.rawValue, ordering: .sequentiallyConsistent)
    }

    /// Whether the registration is to fail at `step`; once.
    func fails(_ step: MemoryRegistrationStep) -> Bool {
        fault.compareExchange(expected: step.rawValue, desired: 0, ordering: .sequentiallyConsistent).exchanged
    }

    /// What is there, for tests that compare it before and after.
    package struct Counts: Hashable, Sendable {
        /// Subscribers in the table, shared ones and those that are registering included.
        package var subscribers: Int
        /// Shared operations that are registered.
        package var shared: Int
        /// Intervals in the tree, or about to be.
        package var intervals: Int
        /// Invalidations that are open and somebody was told of.
        package var open: Int
        /// Readers that wait.
        package var waiters: Int
        /// Whether a start finds anybody.
        package var hasList: Bool
    }

    package var counts: Counts {
        let (subscribers, shared) = table.withLock { ($0.subscribers.count, $0.shared.count) }
        let (intervals, waiters) = index.withLock {
            ($0.tree.count + $0.arriving.count - $0.leaving.count, $0.waiters.count)
        }
        return Counts(
            subscribers: subscribers,
            shared: shared,
            intervals: intervals,
            open: index.openCount,
            waiters: waiters,
            hasList: list.load(ordering: .acquiring) != 0
        )
    }
}
