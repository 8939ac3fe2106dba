import Notifiers

/// Invalidations of memory that subscribers to all memory are told of, before and after.
final class MemorySubject: NotifierSubject {
    private let notifiers = MemoryNotifiers()
    private let counter = CallCounter()
    private let subscriptions: [HeldMemorySubscription]

    init(_ count: Int) {
        let (notifiers, counter) = (notifiers, counter)
        do {
            subscriptions = try (0..<count).map { _ in try HeldMemorySubscription(notifiers, counter) }
        } catch {
            Self.abort(error)
        }
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        let before = counter.count
        let ticks = loop(calls) { call in
            let first = UInt(bitPattern: call &+ 1) &* IntervalField.pageBytes
            notifiers.withInvalidation(of: first..<first &+ IntervalField.pageBytes, event: .unmap) {}
        }
        check(counter.count - before, calls * subscriptions.count)
        return ticks
    }
}
