import ReadCopyUpdate
import TestThreads

/// A thread that sits in a read section from `enter()` to `leave()`.
final class SittingReader: Sendable {
    private let inside = Latch()
    private let release = Latch()
    private let thread: TestThread

    init() {
        let (inside, release) = (inside, release)
        thread = TestThread {
            RCU.read { _ in
                inside.open()
                release.wait()
            }
        }
        inside.wait()
    }

    func leave() {
        release.open()
        thread.join()
    }
}

/// Waits until a grace period has scanned as far as a reader that holds it back: it has begun to sleep for it.
func waitUntilAsleep(since before: RCU.Statistics, _ count: UInt64 = 1) -> Bool {
    waitUntil { RCU.statistics.readersSleptFor >= before.readersSleptFor + count }
}
