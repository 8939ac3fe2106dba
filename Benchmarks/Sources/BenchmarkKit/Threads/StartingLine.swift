import Glibc
import Synchronization

/// One barrier for all threads of a run and whoever times it, so that none begins before all exist.
///
/// `@unchecked Sendable`: a `pthread_barrier_t` is made to be shared; nothing else touches its memory.
public final class StartingLine: @unchecked Sendable {
    private let barrier: UnsafeMutablePointer<pthread_barrier_t>
    private let threads: Int
    private let ready = Atomic<Int>(0)

    /// - Parameter threads: How many call ``wait()``, without the one that calls ``start()``.
    public init(threads: Int) {
        self.threads = threads
        barrier = .allocate(capacity: 1)
        let status = pthread_barrier_init(barrier, nil, UInt32(threads + 1))
        precondition(status == 0, "pthread_barrier_init failed: error \(status)")
    }

    deinit {
        pthread_barrier_destroy(barrier)
        barrier.deallocate()
    }

    /// Called by each thread when it has set itself up.
    public func wait() {
        ready.add(1, ordering: .releasing)
        pthread_barrier_wait(barrier)
    }

    /// Lets all threads go, once all are there, and returns when that was.
    ///
    /// The caller comes last and so does not sleep in the barrier: the time it notes is the time they start.
    public func start() -> MonotonicTime {
        while ready.load(ordering: .acquiring) < threads {
            usleep(100)
        }
        let now = MonotonicTime.now
        pthread_barrier_wait(barrier)
        return now
    }
}
