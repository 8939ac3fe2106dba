import AsymmetricFences
import TestThreads

/// An executor with one thread of its own.
// Unchecked for what the lock protects: not a Mutex, which ThreadSanitizer does not understand.
final class OneThread: TaskExecutor, SerialExecutor, @unchecked Sendable {
    private let lock = FutexLock()
    private var jobs: [UnownedJob] = []

    init() {
        _ = TestThread { [self] in
            nameCurrentThread("one-thread")
            while true {
                let taken = lock.withLock {
                    let taken = jobs
                    jobs = []
                    return taken
                }
                for job in taken { job.runSynchronously(on: asUnownedTaskExecutor()) }
                if taken.isEmpty { spinOnce() }
            }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        lock.withLock { jobs.append(job) }
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
