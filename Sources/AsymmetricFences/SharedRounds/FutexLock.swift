internal import Synchronization

/// A mutual-exclusion lock for writers, blocking.
///
/// Not `Synchronization.Mutex`: its priority-inheriting lock stores a thread id that the thread has cached, which in the child
/// of a fork is the parent's, and the first contended unlock there ends the process.
package final class FutexLock: Sendable {
    private let held = Atomic<Bool>(false)
    private let waiters = EventCount()

    package init() {}

    package func withLock<Result: ~Copyable, Failure: Error>(
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        lock()
        defer { unlock() }
        return try body()
    }

    /// For those who hold several at once, as before a fork; otherwise ``withLock(_:)``.
    package func lock() {
        while !tryLock() {
            waiters.sleep(unless: { !held.load(ordering: .sequentiallyConsistent) })
        }
    }

    package func unlock() {
        held.store(false, ordering: .sequentiallyConsistent)
        waiters.wake(1)
    }

    /// Takes the lock if nobody has it; ``unlock()`` gives it back.
    package func tryLock() -> Bool {
        !held.load(ordering: .relaxed)
            && held.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
    }
}
