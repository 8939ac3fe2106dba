extension NotifierChain where Event: ~Copyable {
    /// A subscriber of an atomic or a blocking chain.
    @usableFromInline
    final class Member: ChainMember, @unchecked Sendable {
        @usableFromInline let callback: Callback

        init(_ name: String, _ subscriber: AnyObject?, priority: Int, isUnique: Bool, _ callback: @escaping Callback) {
            self.callback = callback
            super.init(name, subscriber, priority: priority, isUnique: isUnique)
        }
    }

    /// A subscriber of an async chain.
    final class AsyncMember: ChainMember, @unchecked Sendable {
        let callback: AsyncCallback

        init(
            _ name: String,
            _ subscriber: AnyObject?,
            priority: Int,
            isUnique: Bool,
            _ callback: @escaping AsyncCallback
        ) {
            self.callback = callback
            super.init(name, subscriber, priority: priority, isUnique: isUnique)
        }
    }
}
