internal import AsymmetricFences
internal import Synchronization

extension Reclaimer {
    /// Blocks until a pass that began after this call has ended.
    func barrier() {
        requireOutsideDestructors()
        let needed = ask()
        while completed.load(ordering: .sequentiallyConsistent) < needed {
            completions.sleep(unless: { completed.load(ordering: .sequentiallyConsistent) >= needed })
        }
    }

    /// Suspends until a pass that began after this call has ended.
    func barrier() async {
        requireOutsideDestructors()
        let needed = ask()
        _ = await withUnsafeContinuation { add(Waiter(needed, $0)) }
    }

    /// Its pass, which was asked for, may have ended before the push: the waiter itself is then work, for one more.
    func add(_ waiter: Waiter) {
        waiters.push(waiter)
        wake()
    }

    /// Asks for a pass that begins after this call; returns its number.
    private func ask() -> UInt64 {
        atomicMemoryFence(ordering: .sequentiallyConsistent)
        let needed = begun.load(ordering: .sequentiallyConsistent) + 1
        wanted.max(needed, ordering: .sequentiallyConsistent)
        wake()
        return needed
    }

    private func requireOutsideDestructors() {
        require(
            ReaderRecord.current.reclaiming.pointee == 0,
            "RCU.barrier() inside the destructor of a retired value would wait for itself for ever"
        )
    }

    /// Runs `batch`, whose grace period has ended, where the configuration says, and then `completion`. Never blocks.
    ///
    /// The caller keeps no copy of `batch`: the last release of what is in it would be the caller's.
    func run(_ batch: consuming [Retired], then completion: @escaping @Sendable () -> Void) {
        submissions.push(batch, completion)
        wake()
    }
}
