import TestThreads

/// What a callback captures, so that a test sees when the callback is gone.
final class ChainCapture: Sendable {
    private let live: SharedCounter

    init(_ live: SharedCounter) {
        self.live = live
        live.increment()
    }

    deinit { live.decrement() }

    func touch() {}
}
