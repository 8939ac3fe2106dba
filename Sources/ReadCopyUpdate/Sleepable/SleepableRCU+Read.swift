public import AsymmetricFences
public import Synchronization

extension SleepableRCU {
    /// Runs `body` inside a section and returns what it returns.
    ///
    /// What `body` reaches through the section stays alive until `body` returns. Sections nest.
    ///
    /// - Never blocks. Two additions to counts of the thread's own: no atomic read-modify-write, no fence, no allocation, save
    ///   that the first section of a thread registers it, and the first of every 32 threads allocates their counts.
    /// - Contexts: any thread; not a signal handler.
    /// - Ordering: a version found in the section is found initialised; see `SleepableGracePeriod` for why it stays so.
    @inlinable
    @inline(__always)
    public func read<Result: ~Copyable, Failure: Error>(
        _ body: (borrowing SleepableSection) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // Synchronous: the thread, and so its slot, is the same at both ends.
        let phase = counters.phase.pointee.load(ordering: .relaxed)
        let slot = counters.ownSlot
        if _fastPath(slot != nil) {
            slot.unsafelyUnwrapped.locks(phase).countByOwner()
        } else {
            counters.lockSlowly(phase)
        }
        AsymmetricFence.light()
        // Not a `defer`, which the compiler leaves as a function to be called.
        do throws(Failure) {
            let result = try body(SleepableSection())
            close(phase, slot)
            return result
        } catch {
            close(phase, slot)
            throw error
        }
    }

    /// Runs `body`, which may suspend and go on on another thread, inside a section, and returns what it returns.
    ///
    /// Holds no thread while `body` is suspended; any number of sections may be. What `body` reaches through the section stays
    /// alive until it returns. Cancellation changes nothing: the section ends when `body` does.
    ///
    /// - Never blocks; costs as the synchronous form.
    /// - Ordering: as the synchronous form, across the threads that `body` runs on.
    @inlinable
    public nonisolated(nonsending) func read<Result: ~Copyable, Failure: Error>(
        _ body: nonisolated(nonsending) (borrowing SleepableSection) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let phase = open()
        defer { close(phase) }
        return try await body(SleepableSection())
    }

    /// Steps (a) to (c) of the argument in ``SleepableGracePeriod``. Returns the section's phase.
    ///
    /// For the package, as `close(_:)`: a ticket inside of another value with a deinitialiser could not be taken out of it again.
    @inlinable
    @inline(__always)
    package func open() -> Int {
        let phase = counters.phase.pointee.load(ordering: .relaxed)
        open(phase)
        return phase
    }

    @inlinable
    @inline(__always)
    func open(_ phase: Int) {
        if let slot = counters.ownSlot {
            slot.locks(phase).countByOwner()
        } else {
            counters.lockSlowly(phase)
        }
        AsymmetricFence.light()
    }

    /// Steps (e) to (g), on the thread that opened the section, whose slot it is.
    @inlinable
    @inline(__always)
    func close(_ phase: Int, _ slot: SleepableSlot?) {
        AsymmetricFence.light()
        if _fastPath(slot != nil) {
            slot.unsafelyUnwrapped.unlocks(phase).countByOwner()
        } else {
            counters.unlockSlowly(phase)
        }
        lookForWriter(phase)
    }

    /// Steps (e) to (g), on whatever thread: the slot is looked up anew.
    @inlinable
    @inline(__always)
    package func close(_ phase: Int) {
        AsymmetricFence.light()
        if let slot = counters.ownSlot {
            slot.unlocks(phase).countByOwner()
        } else {
            counters.unlockSlowly(phase)
        }
        lookForWriter(phase)
    }

    /// Step (g). The counters are reached by address, so the instance is kept until here, whatever the compiler sees of its uses.
    @inlinable
    @inline(__always)
    func lookForWriter(_ phase: Int) {
        AsymmetricFence.light()
        if _slowPath(counters.waiting.pointee.load(ordering: .relaxed) != 0) { wakeWriter(phase) }
        withExtendedLifetime(self) {}
    }
}
