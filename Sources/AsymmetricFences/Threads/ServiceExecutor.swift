/// Runs tasks on a thread of the library's own, in the order in which they come, so that they may block: the suspending form of what
/// takes a thread. They then hold no thread of the pool, and need none to end, all of which may be waiting for it.
///
/// The thread is there only while there is something to run. A child of a fork does not have it: what runs at that moment never ends
/// there.
package final class ServiceExecutor: TaskExecutor, @unchecked Sendable {
    private let name: StaticString
    private let lock = FutexLock()
    /// Under the lock, both.
    private var jobs: [UnownedJob] = []
    private var hasThread = false

    /// - Parameter name: of the thread, as `ps` shows it; 15 bytes at most.
    package init(name: StaticString) {
        self.name = name
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isFirst = lock.withLock {
            jobs.append(job)
            defer { hasThread = true }
            return !hasThread
        }
        if isFirst { ServiceThread.start(name: name) { self.run() } }
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
