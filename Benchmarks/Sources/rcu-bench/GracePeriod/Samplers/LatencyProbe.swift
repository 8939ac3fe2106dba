import BenchmarkKit
import Synchronization

/// Notes when something was destroyed: the moment itself, not when the waiting thread runs again.
final class LatencyProbe: Sendable {
    private let ticks = Atomic<UInt64>(0)
    private let end = Semaphore()

    func fire() {
        ticks.store(Ticks.now, ordering: .relaxed)
        end.signal()
    }

    /// Waits until it has fired, and says when that was.
    func wait() -> UInt64 {
        end.wait()
        return ticks.load(ordering: .relaxed)
    }
}
