/// A place in a ``NotifierChain``, owned: when it is given up, the callback is not called any more.
///
/// `cancel()` gives it up and waits for the calls that are under way: when it returns, nothing of the callback runs or can run, and
/// what it captured has been released. Dropping the subscription does the same, with one exception: that of an
/// ``NotifierChain/Async`` chain cannot wait, because it would block a thread that a suspended callback may need. It is as
/// ``cancelLater(_:)`` then; write `await subscription.cancel()` to have the certainty.
///
/// A callback cannot wait until it has ended itself. Cancelling, or dropping, a subscription inside a callback of the same chain
/// traps with a message; so does it inside a read section of `RCU`, which would hold up all of its writers. Use
/// ``cancelLater(_:)`` there. Two things cannot be seen, and wait for ever: a callback that waits for another thread or task
/// which cancels, and two chains whose callbacks cancel subscriptions of each other at the same time.
///
/// A task that drops one of an atomic or a blocking chain blocks a thread of its pool until the calls have ended; `await cancel()` does not.
///
/// A subscription keeps its chain alive.
public struct NotifierSubscription: ~Copyable, Sendable {
    private var link: Link?

    private struct Link: Sendable {
        let chain: any SubscribedChain
        let member: ChainMember
    }

    init(_ chain: any SubscribedChain, _ member: ChainMember) {
        link = Link(chain: chain, member: member)
    }

    deinit {
        guard let link else { return }
        if link.chain.waitsWhenDropped {
            Self.cancel(link)
        } else {
            Self.cancelLater(link, nil)
        }
    }

    /// Ends the subscription; when it returns, nothing of the callback runs or can run.
    ///
    /// What the calls that it waited for did happens before the return.
    ///
    /// - Blocks: until the calls that are under way have ended; about a microsecond if there are none.
    /// - Contexts: any thread; not a signal handler. Traps inside a callback of the same chain, and inside a read section of `RCU`,
    ///   such as a callback of any atomic chain.
    @available(*, noasync, message: "it blocks the thread until callbacks have ended; await cancel() suspends")
    public consuming func cancel() {
        if let link = link.take() { Self.cancel(link) }
    }

    /// Ends the subscription; when it returns, nothing of the callback runs or can run.
    ///
    /// Cancellation of the task does not end the wait: what follows may rely on it. As the blocking form in all else.
    ///
    /// - Never blocks a thread for a callback: it suspends until the calls that are under way have ended. Traps inside a callback of the
    ///   same chain.
    public nonisolated(nonsending) consuming func cancel() async {
        guard let link = link.take() else { return }
        link.chain.requireOutsideCallbacks()
        let version = link.chain.giveUp(link.member)
        await link.chain.waitForCallers()
        version?.free(with: link.member)
    }

    /// Ends the subscription without waiting: for callbacks, and for whoever must not wait.
    ///
    /// No call that begins from here on calls the callback, and none that the calling thread is in. A call of another thread may just
    /// be doing so, or be about to. What the callback captured is released when these calls have ended.
    ///
    /// - Never blocks for a callback.
    /// - Contexts: any thread or task, callbacks included; not a signal handler.
    /// - Parameter done: called on a thread of the library's own when nothing of the callback runs or can run.
    public consuming func cancelLater(_ done: (@Sendable () -> Void)? = nil) {
        if let link = link.take() { Self.cancelLater(link, done) }
    }

    /// Gives up the means to end the subscription: it lasts as long as the chain, or until its `removeAll()`.
    public consuming func keep() {
        link = nil
    }

    private static func cancel(_ link: Link) {
        link.chain.requireOutsideCallbacks()
        let version = link.chain.giveUp(link.member)
        link.chain.waitForCallers()
        version?.free(with: link.member)
    }

    private static func cancelLater(_ link: Link, _ done: (@Sendable () -> Void)?) {
        let version = link.chain.giveUp(link.member)
        let member = link.member
        guard version != nil || done != nil else { return }
        link.chain.afterCallers {
            version?.free(with: member)
            done?()
        }
    }
}
