internal import CMembarrier
internal import Glibc
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

    /// As ``lock()``, but waits for about `nanoseconds` at most; with 0 it never sleeps.
    ///
    /// - Returns: whether the caller has the lock.
    package func lock(within nanoseconds: Int64) -> Bool {
        if tryLock() { return true }
        guard nanoseconds > 0 else { return false }
        let deadline = Self.now &+ nanoseconds
        while !tryLock() {
            let left = deadline &- Self.now
            guard left > 0 else { return false }
            waiters.sleep(unless: { !held.load(ordering: .sequentiallyConsistent) }, timeoutNanoseconds: left)
        }
        return true
    }

    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
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
