import AsymmetricFences
import BenchmarkKit
import Notifiers

/// Calls of an async chain, from one task; its callbacks could suspend and do not.
final class AsyncChainSubject: NotifierSubject {
    private let chain = NotifierChain<Int>.Async()
    private let count: Int

    init(_ count: Int) {
        self.count = count
        do {
            for _ in 0..<count { try chain.subscribe(Self.makeCallback(ignoring: -1)).keep() }
        } catch {
            Self.abort(error)
        }
    }

    @inline(never)
    private static func makeCallback(ignoring other: Int) -> NotifierChain<Int>.AsyncCallback {
        { event in event == other ? .ignored : .done }
    }

    func time(_ calls: Int) -> UInt64 {
        BlockingTask.run { await self.timeInTask(calls) }
    }

    @inline(never)
    private func timeInTask(_ calls: Int) async -> UInt64 {
        var called = 0
        let began = Ticks.now
        for call in 0..<calls {
            called &+= await chain.call(call).handled
            AsymmetricFence.light()
        }
        let ended = Ticks.now
        check(called, calls * count)
        return ended &- began
    }
}
