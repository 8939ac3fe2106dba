import Notifiers
import Synchronization

/// Holds a subscription where several closures, or an array, want it: they are copied, it is not. One at a time may use it.
final class SubscriptionBox: @unchecked Sendable {
    private var subscription: NotifierSubscription?

    init(_ subscription: consuming NotifierSubscription? = nil) {
        self.subscription = consume subscription
    }

    func put(_ subscription: consuming NotifierSubscription) { self.subscription = consume subscription }

    func take() -> NotifierSubscription? { subscription.take() }

    func cancel() { subscription.take()?.cancel() }

    func cancelAsync() async { await subscription.take()?.cancel() }

    func cancelLater(_ done: (@Sendable () -> Void)? = nil) { subscription.take()?.cancelLater(done) }

    func drop() { subscription = nil }

    func keep() { subscription.take()?.keep() }
}
