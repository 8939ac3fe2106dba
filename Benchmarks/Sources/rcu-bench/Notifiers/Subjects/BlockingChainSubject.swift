import Notifiers

/// Calls of a blocking chain.
final class BlockingChainSubject: NotifierSubject {
    private let chain = NotifierChain<Int>.Blocking()
    private let count: Int

    init(_ count: Int) {
        self.count = count
        do {
            for _ in 0..<count { try chain.subscribe(NotifierSubscriber.makeCallback(ignoring: -1)).keep() }
        } catch {
            Self.abort(error)
        }
    }

    @inline(never)
    func time(_ calls: Int) -> UInt64 {
        var called = 0
        let ticks = loop(calls) { called &+= chain.call($0).handled }
        check(called, calls * count)
        return ticks
    }
}
