public import ReadCopyUpdate
public import Synchronization

extension MemoryNotifiers {
    /// Announces that memory is taken away, runs `body`, which takes it, and announces that it is gone, whatever becomes of `body`.
    ///
    /// - Blocks: as long as the subscribers do; not at all without one.
    /// - Contexts: any thread, also inside a callback, as long as no ``IntervalSubscription`` of the range is locked by the same thread,
    ///   which traps; not a signal handler.
    /// - Complexity: without a subscriber one load besides a section of a `SleepableRCU`; with n intervals, k of them in the
    ///   range, O(log n + k).
    /// - Parameters:
    ///   - addresses: whole pages, not empty.
    ///   - event: why.
    ///   - owner: who, so that a subscriber knows invalidations of its own; nil if nobody needs to.
    ///   - body: takes the memory away. Runs once, when the second mappings are gone.
    @inlinable
    @inline(__always)
    public func withInvalidation<Result: ~Copyable, Failure: Error>(
        of addresses: Range<UInt>,
        event: MemoryEvent,
        owner: MemoryOwner? = nil,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // As `start(_:)` and its end, but on one thread, whose slot in the section is looked up once.
        try ranges.read { (_) throws(Failure) -> Result in
            var range: UInt = 0
            if _slowPath(list.load(ordering: .relaxed) != 0) {
                range = announce(MemoryInvalidation(addresses: addresses, event: event, owner: owner))
            }
            // Not a `defer`, which the compiler leaves as a function to be called.
            do throws(Failure) {
                let result = try body()
                if _slowPath(range != 0) { announceEnd(range) }
                return result
            } catch {
                if _slowPath(range != 0) { announceEnd(range) }
                throw error
            }
        }
    }

    /// Announces that memory is taken away. Until the result is ended it is being taken, and no second mapping of it is made.
    ///
    /// The caller takes it after this returns, when the second mappings are gone. Subscribers may block.
    ///
    /// - Blocks: as ``withInvalidation(of:event:owner:_:)``. Contexts and complexity: likewise.
    /// - Ordering: what subscribers did in their callbacks happens before the return. The list is loaded inside the section of
    ///   `ranges`: who was published before is found, or waits for this section; the load itself is only compared, and
    ///   needs no order of its own.
    @inlinable
    @inline(__always)
    public func start(_ what: MemoryInvalidation) -> OpenInvalidation {
        let phase = ranges.open()
        var range: UInt = 0
        if _slowPath(list.load(ordering: .relaxed) != 0) { range = announce(what) }
        return OpenInvalidation(Unmanaged.passUnretained(self), phase: phase, range: range)
    }

    /// Announces that memory is taken away, where subscribers may not block; nil if one would have had to.
    ///
    /// After nil nobody has been left in the belief that the memory is going away, and there is nothing to end: the caller must not touch
    /// the range. All subscribers have been called, those who do not refuse as well, and those of them who have an `end` have been
    /// given it.
    ///
    /// - Never blocks, beyond the short critical sections of the registry itself. Contexts: as ``start(_:)``.
    @inlinable
    @inline(__always)
    public func startWithoutBlocking(_ what: MemoryInvalidation) -> OpenInvalidation? {
        let phase = ranges.open()
        var range: UInt = 0
        if _slowPath(list.load(ordering: .relaxed) != 0), !tryAnnounce(what, &range) {
            ranges.close(phase)
            return nil
        }
        return OpenInvalidation(Unmanaged.passUnretained(self), phase: phase, range: range)
    }

    /// Ends what a start began.
    @inlinable
    @inline(__always)
    func finish(_ phase: Int, _ range: UInt) {
        if _slowPath(range != 0) { announceEnd(range) }
        // Last: who waits for a grace period of `ranges` may rely on the end having been announced.
        ranges.close(phase)
    }
}
