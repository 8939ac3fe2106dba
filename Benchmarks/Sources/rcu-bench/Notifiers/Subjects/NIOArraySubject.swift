import NIOConcurrencyHelpers

/// Closures in an array under SwiftNIO's lock, held while they are called.
final class NIOArraySubject: NotifierSubject {
    private let subscribers: NIOLockedValueBox<[NotifierSubscriber]>

    init(_ count: Int) {
        subscribers = NIOLockedValueBox(NotifierSubscriber.list(count))
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { call in
            called &+= subscribers.withLockedValue { NotifierSubscriber.call($0, call) }
        }
        check(called, calls * subscribers.withLockedValue { $0.count })
        return ticks
    }
}
