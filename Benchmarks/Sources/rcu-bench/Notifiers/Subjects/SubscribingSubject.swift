import Notifiers

/// Subscriptions to an atomic chain, each ended at once, which waits for a grace period.
final class SubscribingSubject: NotifierSubject {
    private let chain = NotifierChain<Int>.Atomic()

    init(_ count: Int) {
        do {
            for _ in 0..<count { try chain.subscribe(NotifierSubscriber.makeCallback(ignoring: -1)).keep() }
        } catch {
            Self.abort(error)
        }
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        do {
            return try loop(calls) { _ in
                let subscription = try chain.subscribe(NotifierSubscriber.makeCallback(ignoring: -1))
                subscription.cancel()
            }
        } catch {
            Self.abort(error)
        }
    }
}
