import BenchmarkKit
import Synchronization

/// Lets somebody go when so many have arrived.
final class Countdown: Sendable {
    private let left = Atomic<Int>(0)
    private let end = Semaphore()

    /// Before anybody can arrive.
    @inline(__always)
    func begin(_ count: Int) {
        left.store(count, ordering: .releasing)
    }

    @inline(__always)
    func arrive() {
        if left.subtract(1, ordering: .acquiringAndReleasing).newValue == 0 { end.signal() }
    }

    @inline(__always)
    func wait() {
        end.wait()
    }
}
