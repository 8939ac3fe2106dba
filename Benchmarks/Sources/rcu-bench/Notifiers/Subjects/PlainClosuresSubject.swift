/// Closures in an array that nobody may change.
final class PlainClosuresSubject: NotifierSubject {
    private let subscribers: [NotifierSubscriber]

    init(_ count: Int) {
        subscribers = NotifierSubscriber.list(count)
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { called &+= NotifierSubscriber.call(subscribers, $0) }
        check(called, calls * subscribers.count)
        return ticks
    }
}
