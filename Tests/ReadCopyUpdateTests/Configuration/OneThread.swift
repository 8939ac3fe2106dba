import Synchronization
import TestThreads

/// An executor with one thread of its own.
final class OneThread: TaskExecutor, SerialExecutor {
    private let jobs = Mutex<[UnownedJob]>([])

    init() {
        _ = TestThread { [self] in
            nameCurrentThread("one-thread")
            while true {
                let taken = jobs.withLock { jobs in
                    defer { jobs = [] }
                    return jobs
                }
                for job in taken { job.runSynchronously(on: asUnownedTaskExecutor()) }
                if taken.isEmpty { spinOnce() }
            }
        }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
    }

    func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }
    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }
}
