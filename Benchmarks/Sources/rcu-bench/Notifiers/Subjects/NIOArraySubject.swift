import NIOConcurrencyHelpers

/// Closures in an array under SwiftNIO's lock, held while they are called.
final class NIOArraySubject: NotifierSubject {
    private let callbacks: NIOLockedValueBox<[NotifierSubscriber.Callback]>

    init(_ count: Int) {
        callbacks = NIOLockedValueBox(NotifierSubscriber.callbacks(count))
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { call in
            called &+= callbacks.withLockedValue { NotifierSubscriber.call($0, call) }
        }
        check(called, calls * callbacks.withLockedValue { $0.count })
        return ticks
    }
}
