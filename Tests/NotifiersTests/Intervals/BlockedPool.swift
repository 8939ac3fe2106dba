import Glibc
import TestThreads

/// Blocks all threads of the cooperative pool, in a process of its own, until it is let go.
final class BlockedPool: Sendable {
    private let letGo = Latch()
    private let blocked = SharedCounter()

    /// Blocks them, with more tasks than there are processors; returns when as many are blocked as the pool has threads.
    func block() {
        let processors = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
        for _ in 0..<4 * processors {
            Task { [self] in
                blocked.increment()
                letGo.wait()
            }
        }
        // The caller may be on one of them. Fewer, where the process may use fewer processors: then the time must do.
        waitUntil({ blocked.count >= processors }, within: 2)
    }

    func unblock() { letGo.open() }
}
