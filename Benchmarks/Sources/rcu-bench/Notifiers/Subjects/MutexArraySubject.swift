import Synchronization

/// Closures in an array under the standard library's mutex, held while they are called: callers exclude each other.
final class MutexArraySubject: NotifierSubject {
    private let subscribers: Mutex<[NotifierSubscriber]>

    init(_ count: Int) {
        subscribers = Mutex(NotifierSubscriber.list(count))
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { call in
            called &+= subscribers.withLock { NotifierSubscriber.call($0, call) }
        }
        check(called, calls * subscribers.withLock { $0.count })
        return ticks
    }
}
