import Synchronization

/// How often subscribers of one thread were called, without the cost of an addition that is atomic.
final class CallCounter: Sendable {
    private let calls = Atomic<Int>(0)

    var count: Int { calls.load(ordering: .relaxed) }

    @inline(__always)
    func add() {
        calls.store(calls.load(ordering: .relaxed) &+ 1, ordering: .relaxed)
    }
}
