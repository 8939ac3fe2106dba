internal import Notifiers

/// Who may free something when there is nothing left: a blocking chain.
final class Reclaimers: Sendable {
    private let chain = NotifierChain<ReclaimRequest>.Blocking()

    func subscribe(
        priority: Int,
        name: String,
        _ body: @escaping @Sendable (ReclaimRequest) -> Void
    ) throws(NotifierChainError) -> NotifierSubscription {
        try chain.subscribe(priority: priority, name: name) { request in
            body(request)
            return .done
        }
    }

    /// Calls each, outside of every lock; none where the caller is one of them, as one that allocates would ask itself for ever.
    ///
    /// - Returns: the bytes that they say they have freed.
    func run(pages: Int) -> Int {
        guard !chain.isInCallback else { return 0 }
        let request = ReclaimRequest(pages: pages)
        chain.call(request)
        return request.reclaimedBytes
    }

    /// When nobody can ask any more, so that nobody is in one of them: what they hold may be what the allocator waits for.
    func removeAll() { chain.removeAll() }

    func holdForFork() { chain.holdForFork() }
    func releaseAfterFork() { chain.releaseAfterFork() }
}
