import AsymmetricFences
import Glibc
import Synchronization
import TestThreads

/// One worker's thread: runs bodies in the order in which they are given.
final class HotplugThread: @unchecked Sendable {
    private final class Queue: @unchecked Sendable {
        let lock = FutexLock()
        var bodies: [@Sendable () -> Void] = []
        let given = Atomic<Int>(0)
        let event = EventCount()
        let isEnding = Latch()
    }

    private let queue = Queue()
    private let thread: TestThread

    init(_ worker: Int) {
        let queue = queue
        thread = TestThread {
            HotplugLog.nameThread(worker)
            while true {
                let body = queue.lock.withLock { queue.bodies.isEmpty ? nil : queue.bodies.removeFirst() }
                if let body {
                    body()
                    queue.given.wrappingSubtract(1, ordering: .sequentiallyConsistent)
                } else if queue.isEnding.isOpen {
                    return
                } else {
                    queue.event.sleep(unless: { queue.given.load(ordering: .sequentiallyConsistent) > 0 })
                }
            }
        }
    }

    var isIdle: Bool { queue.given.load(ordering: .sequentiallyConsistent) == 0 }

    func give(_ body: @escaping @Sendable () -> Void) {
        queue.lock.withLock {
            queue.bodies.append(body)
            queue.given.wrappingAdd(1, ordering: .sequentiallyConsistent)
        }
        queue.event.wake()
    }

    /// Runs `body` there and waits for it.
    func run(_ body: @escaping @Sendable () -> Void) {
        let done = Latch()
        give {
            body()
            done.open()
        }
        done.wait()
    }

    func end() {
        queue.isEnding.open()
        give {}
        thread.join()
    }
}
