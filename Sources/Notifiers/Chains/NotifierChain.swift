/// Lists of callbacks that are told, one after the other, of what happens: the kernel's notifier chains.
///
///     let chain = NotifierChain<ConfigurationChange>.Atomic()
///     let subscription = try chain.subscribe(priority: 10) { change in
///         cache.invalidate(change.key)
///         return .done
///     }
///     chain.call(ConfigurationChange(key: "routes"))
///     subscription.cancel()          // nothing of the callback runs from here on
///
/// Which one, depends on what a callback may do:
///
/// - ``Atomic``: nothing that blocks. It runs in a read section of `RCU`.
/// - ``Blocking``: what it likes, for as long as it likes, on the caller's thread.
/// - ``Async``: what it likes, in the caller's task; it may suspend.
///
/// Callbacks are called by falling priority, and those of one priority in the order in which they subscribed. Each answers whether the
/// call goes on (``NotifierAnswer``), and the caller learns how many were called and what they answered (``NotifierOutcome``).
/// Callers exclude neither each other nor those who subscribe: a call goes through the list as it was when the call began.
/// A subscriber is called from the first call on that begins after its `subscribe` has returned.
///
/// A callback may call its chain again, and may subscribe: the inner call, and later ones, find the new subscriber; the call that
/// is under way does not. What it may not do is wait until it has ended itself: see ``NotifierSubscription``.
///
/// An event is lent to the callbacks, so it need not be copyable, and need not be `Sendable`: they run where the caller runs.
///
/// In the child of a fork a chain can be called. It can be changed if no other thread was changing it at the fork; a blocking or an async
/// chain waits there for the calls that other threads were in, for ever.
///
/// - Note: Source: the kernel's `notifier.c`. Different from there: a unique priority keeps later subscribers out as well, and
///   nobody can stop a rollback.
public enum NotifierChain<Event: ~Copyable> {}

extension NotifierChain where Event: ~Copyable {
    /// What an ``Atomic`` or a ``Blocking`` chain calls. Borrowed: to keep a copyable event, say `copy event`.
    public typealias Callback = @Sendable (borrowing Event) -> NotifierAnswer

    /// What an ``Async`` chain calls, on the caller's executor.
    public typealias AsyncCallback = @Sendable (borrowing Event) async -> NotifierAnswer

    /// A place in a chain, which ends with its owner: see ``NotifierSubscription``.
    public typealias Subscription = NotifierSubscription
}
