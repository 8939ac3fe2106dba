internal import AsymmetricFences
internal import Synchronization

/// Tasks that wait for the next change of a box.
///
/// A watcher adds itself and then looks once more; a writer publishes and then looks for watchers. Both are sequentially
/// consistent, so one of them finds the other.
final class BoxWatchers: @unchecked Sendable {
    private let lock = FutexLock()
    /// Under the lock.
    private var waiters: [UInt64: Waiter] = [:]
    private var lastID: UInt64 = 0
    /// Of `waiters`, for writers that find none.
    private let waiting = Atomic<Int>(0)

    /// Tasks that wait.
    var count: Int { waiting.load(ordering: .sequentiallyConsistent) }

    /// Suspends until the next change, or until the task is cancelled.
    func wait(unless hasChanged: @escaping @Sendable () -> Bool) async {
        let id = lock.withLock {
            lastID += 1
            return lastID
        }
        await withTaskCancellationHandler {
            _ = await withUnsafeContinuation { (continuation: UnsafeContinuation<Bool, Never>) in
                lock.withLock {
                    waiters[id] = Waiter(id, continuation)
                    waiting.store(waiters.count, ordering: .sequentiallyConsistent)
                }
                // Cancelled before it was added, or changed: nobody else would resume it.
                if hasChanged() || Task.isCancelled { remove(id)?.resume(returning: false) }
            }
        } onCancel: {
            remove(id)?.resume(returning: false)
        }
    }

    /// After a publication.
    func notify() {
        guard waiting.load(ordering: .sequentiallyConsistent) > 0 else { return }
        let awaited = lock.withLock {
            defer { waiters = [:] }
            waiting.store(0, ordering: .relaxed)
            return waiters
        }
        for waiter in awaited.values { waiter.resume(returning: true) }
    }

    private func remove(_ id: UInt64) -> Waiter? {
        lock.withLock {
            let waiter = waiters.removeValue(forKey: id)
            waiting.store(waiters.count, ordering: .relaxed)
            return waiter
        }
    }
}
