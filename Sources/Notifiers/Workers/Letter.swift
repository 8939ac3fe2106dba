/// What lies in a mailbox: a message, or an order of those who bring the worker up and down.
final class Letter: @unchecked Sendable {
    enum Content: Sendable {
        /// Somebody's message; `undelivered` is called in its stead if the worker leaves without running it.
        case message(@Sendable () -> Void, undelivered: (@Sendable () -> Void)?)
        /// A step of the state machine, which runs while the thread holds no grace period back.
        case step(@Sendable () -> Void)
        /// The thread ends.
        case exit
    }

    let content: Content
    /// The address of the next in the mailbox or chain, 0 at the end. Written by whoever has the letter to itself: its sender before the
    /// push that publishes it, the worker after it has taken it out.
    var next: UInt = 0

    init(_ content: Content) { self.content = content }
}
