/// Closures in an array that nobody may change.
final class PlainClosuresSubject: NotifierSubject {
    private let callbacks: [NotifierSubscriber.Callback]

    init(_ count: Int) {
        callbacks = NotifierSubscriber.callbacks(count)
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { called &+= NotifierSubscriber.call(callbacks, $0) }
        check(called, calls * callbacks.count)
        return ticks
    }
}
