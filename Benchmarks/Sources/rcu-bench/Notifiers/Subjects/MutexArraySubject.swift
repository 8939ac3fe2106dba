import Synchronization

/// Closures in an array under the standard library's mutex, held while they are called: callers exclude each other.
final class MutexArraySubject: NotifierSubject {
    private let callbacks: Mutex<[NotifierSubscriber.Callback]>

    init(_ count: Int) {
        callbacks = Mutex(NotifierSubscriber.callbacks(count))
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { call in
            called &+= callbacks.withLock { NotifierSubscriber.call($0, call) }
        }
        check(called, calls * callbacks.withLock { $0.count })
        return ticks
    }
}
