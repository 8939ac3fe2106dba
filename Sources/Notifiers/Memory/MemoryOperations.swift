/// What a subscriber to all memory wants to be told.
///
/// Each is optional, and all may be called on several threads at once. None may register, unsubscribe or wait for an invalidation of the
/// same registry: that would wait for itself, and traps; an ``IntervalSubscription`` may be made, which waits for nothing. The callbacks of one invalidation run on the thread that starts and
/// ends it.
public struct MemoryOperations: Sendable {
    /// What is done when memory is about to be taken away.
    public enum Start: Sendable {
        /// Nothing.
        case none
        /// Drops the second mappings of the range; does not block where the invalidation does not permit it.
        case always(@Sendable (MemoryInvalidation) -> Void)
        /// Likewise, but may answer that it would have to block where it may not. Then it must have no `end`: it would be called
        /// for a start that was refused.
        case mayRefuse(@Sendable (MemoryInvalidation) -> StartAnswer)
    }

    /// What a subscriber that may refuse says to a start.
    public enum StartAnswer: Hashable, Sendable {
        /// No second mapping of the range is left.
        case done
        /// It would have had to block. Traps where it may.
        case refused
    }

    /// All memory goes, or the subscription does: all second mappings are dropped, and no more are made. Runs at most once in a
    /// subscription's life, and exactly once if it was not shared.
    ///
    /// The others may be called at the same time, and until the unsubscribing or closing that called it returns: what is taken away
    /// meanwhile is announced to those who may have second mappings of it.
    public var release: (@Sendable () -> Void)?
    /// Memory is about to be taken away: everything in the range is still mapped.
    public var start: Start
    /// The memory is gone, and may be in use by somebody else. Called exactly for the starts that the subscriber was told of and
    /// that nobody refused, or somebody else did; not for one that was open when it unsubscribed.
    public var end: (@Sendable (MemoryInvalidation) -> Void)?
    /// Whether the range was used through a second mapping since it was last asked; forgets it, also where the hardware keeps it.
    public var clearFlushYoung: (@Sendable (Range<UInt>) -> Bool)?
    /// Likewise, without the flush.
    public var clearYoung: (@Sendable (Range<UInt>) -> Bool)?
    /// Whether the range was used, without forgetting it.
    public var testYoung: (@Sendable (Range<UInt>) -> Bool)?

    /// Creates operations; what is not given is not called.
    public init(
        release: (@Sendable () -> Void)? = nil,
        start: Start = .none,
        end: (@Sendable (MemoryInvalidation) -> Void)? = nil,
        clearFlushYoung: (@Sendable (Range<UInt>) -> Bool)? = nil,
        clearYoung: (@Sendable (Range<UInt>) -> Bool)? = nil,
        testYoung: (@Sendable (Range<UInt>) -> Bool)? = nil
    ) {
        self.release = release
        self.start = start
        self.end = end
        self.clearFlushYoung = clearFlushYoung
        self.clearYoung = clearYoung
        self.testYoung = testYoung
    }
}
