internal import AsymmetricFences

extension SleepableRCU {
    /// Releases `object` after a grace period of this instance.
    ///
    /// For an object that readers found through an unmanaged pointer, or whose memory they use; what it was published in no longer
    /// refers to it.
    ///
    /// - Never blocks. Contexts: any thread, sections included; not a signal handler.
    /// No limit holds a retirer back here, because a section may last for as long as it likes: look at ``Statistics/backlog``.
    ///
    /// - Parameters:
    ///   - object: must not be reachable for sections that begin after the call.
    ///   - cost: about how many bytes it holds, for ``Statistics/backlog``.
    public func retire(_ object: consuming any AnyObject & Sendable, cost: Int = 0) {
        retire(.object(consume object), cost: cost)
    }

    /// Deinitialises and deallocates what `pointer` points to after a grace period of this instance.
    ///
    /// - Never blocks. Contexts: any thread, sections included; not a signal handler.
    /// - Parameters:
    ///   - pointer: one initialised value, allocated by `allocate(capacity: 1)`, that no new section can find.
    ///   - cost: about how many bytes it holds; the size of the value itself where that is not known.
    public func retire<Pointee: ~Copyable & Sendable>(_ pointer: UnsafeMutablePointer<Pointee>, cost: Int? = nil) {
        retire(
            .version(UnsafeMutableRawPointer(pointer), RetiredVersionOf<Pointee>.self),
            cost: cost ?? MemoryLayout<Pointee>.size
        )
    }

    /// Runs `body` after a grace period of this instance.
    ///
    /// - Never blocks. Contexts: any thread, sections included; not a signal handler.
    /// - Parameters:
    ///   - cost: about how many bytes it will free.
    ///   - body: may retire more; a blocking barrier in it traps.
    public func retire(cost: Int = 0, _ body: consuming @escaping @Sendable () -> Void) {
        retire(.closure(consume body), cost: cost)
    }

    private func retire(_ retired: consuming Retired, cost: Int) {
        require(cost >= 0, "the cost of something retired is \(cost); expected 0 or more bytes")
        writers.charge(RCU.Tally(count: 1, bytes: cost))
        // Moved into the queue under its lock: a reference still held here, while the service is woken, could be the last.
        var entry: Retired? = consume retired
        writers.leaveToService { queues in
            if let retired = entry.take() { queues.retire(retired, bytes: cost) }
        }
    }

    /// Waits until all that was retired to this instance before the call has been destroyed or run.
    ///
    /// - Blocks: for a grace period and the destructors; not at all if nothing is left.
    /// - Contexts: any thread; not a signal handler. Traps inside a section of ``RCU``, and in something retired, to this or to
    ///   another instance or to ``RCU``: one thread has all of it run. Inside a section of this instance it waits for itself for ever.
    @available(*, noasync, message: "it blocks the thread for a grace period")
    public func barrier() {
        GracePeriods.requireNoSection()
        require(
            ReaderRecord.current.reclaiming.pointee == 0,
            "SleepableRCU.barrier() inside the destructor of a retired value would wait for itself for ever"
        )
        let sleeper = SleepableWaiter.Sleeper()
        if writers.withQueues({ $0.waitForBarrier(.thread(sleeper)) }) { sleeper.sleep() }
    }

    /// Waits, without holding a thread, until all that was retired to this instance before the call has been destroyed or run.
    ///
    /// Cancellation does not end the wait.
    ///
    /// - Never blocks a thread.
    /// - Contexts: as the blocking form.
    public nonisolated(nonsending) func barrier() async {
        let writers = self.writers
        await withUnsafeContinuation { continuation in
            if !writers.withQueues({ $0.waitForBarrier(.task(continuation)) }) { continuation.resume() }
        }
    }
}
