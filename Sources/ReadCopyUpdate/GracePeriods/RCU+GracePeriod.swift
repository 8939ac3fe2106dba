public import Synchronization

extension RCU {
    /// A grace period that was asked for: a token to ask about, to wait for, or to keep beside what it will free.
    ///
    ///     let old = pointer.exchange(new)
    ///     let gracePeriod = RCU.GracePeriod.start()
    ///     // … later, in passing:
    ///     if gracePeriod.isComplete { free(old) }
    ///
    /// Tokens are ordered as their grace periods end: of two, the greater one completes last, so `max` of several tokens
    /// stands for all of them.
    ///
    /// In the child of a fork a token of the parent's that was not complete becomes so only by a wait, or when the child's own
    /// grace periods have caught up.
    ///
    /// - Note: Source: the kernel's `start_poll_synchronize_rcu`; liburcu 0.14 has one that takes 10 ms.
    @frozen
    public struct GracePeriod: Hashable, Comparable, Sendable {
        @usableFromInline let number: UInt64

        init(number: UInt64) {
            self.number = number
        }

        /// Asks for a grace period that begins after this call, which a thread of the library's own then runs.
        ///
        /// - Never blocks: a fence, and a system call where that thread sleeps. Callers share grace periods.
        /// - Contexts: any thread, inside a read section too, whose end the grace period then awaits; not a signal handler.
        /// - Ordering: what the caller published before is seen by every section that the grace period does not wait for.
        public static func start() -> GracePeriod {
            let number = GracePeriods.shared.arrive()
            GracePeriods.shared.driver.request(number)
            return GracePeriod(number: number)
        }

        /// Whether every section that was open at ``start()`` is closed. Stays true.
        ///
        /// - One load, an acquire: all that those sections did happens before a `true`.
        /// - Contexts: any, signal handlers included.
        @inlinable
        public var isComplete: Bool {
            ReaderRegistry.completedGracePeriods.pointee.load(ordering: .acquiring) >= number
        }

        /// The token that is complete when both are: the later of the two.
        @inlinable
        public func combined(with other: GracePeriod) -> GracePeriod {
            max(self, other)
        }

        /// Whether the first grace period ends before the second.
        @inlinable
        public static func < (first: GracePeriod, second: GracePeriod) -> Bool {
            first.number < second.number
        }
    }
}
