internal import AsymmetricFences

/// Runs the tasks that carry out operations on a thread of the library's own, in the order in which they come.
///
/// They may block there: for their turn, and for steps. The thread is there only while there is something to run.
final class HotplugExecutor: TaskExecutor, @unchecked Sendable {
    private let lock = FutexLock()
    /// Under the lock, both.
    private var jobs: [UnownedJob] = []
    private var hasThread = false

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = lock.withLock {
            jobs.append(job)
            defer { hasThread = true }
            return !hasThread
        }
        if isFirst { ServiceThread.start(name: "hotplug") { self.run() } }
    }

    private func run() {
        while let job = next() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }

    private func next() -> UnownedJob? {
        lock.withLock {
            if jobs.isEmpty {
                hasThread = false
                return nil
            }
            return jobs.removeFirst()
        }
    }
}
