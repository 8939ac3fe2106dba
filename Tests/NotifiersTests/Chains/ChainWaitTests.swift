import Notifiers
import TestThreads
import Testing

@Suite("Notifier chains: unsubscribing waits, and for whom", .serialized)
struct ChainWaitTests {
    private typealias Chain = NotifierChain<ChainEvent>

    /// How a subscription is given up.
    enum End: String, CaseIterable, Codable, Sendable {
        case cancel, cancelAsync, drop, removeAll, removeAllAsync
        /// By somebody who finds that another has taken it out of the list, who may still wait.
        case cancelRemoved, dropRemoved, removeAllGivenUp
    }

    /// In a process of its own: the callback of an atomic chain waits for a task, and tests beside it that wait for a grace period would
    /// take all threads that tasks have.
    @Test(
        "Unsubscribing returns when the callback that runs has ended",
        arguments: [ChainKind.atomic, .blocking],
        End.allCases
    )
    func waits(kind: ChainKind, end: End) async {
        await #expect(processExitsWith: .success) { [kind = kind as ChainKind, end = end as End] in
            endIfItHangs(after: 60)
            let chain = ChainUnderTest(kind)
            let (entered, gone) = (Latch(), Latch())
            let (isOut, early, ended) = (SharedCounter(), SharedCounter(), SharedCounter())
            let box = SubscriptionBox(
                try chain.subscribe { _ in
                    entered.open()
                    // Out of the list: from there on it only waits, or returns at once if it does not.
                    if waitUntil({ chain.count == 0 }) { isOut.increment() }
                    if waitUntil({ gone.isOpen }, within: 0.03) { early.increment() }
                    ended.increment()
                    return .done
                }
            )
            let caller = TestThread { chain.callOnThread() }
            await yieldUntil { entered.isOpen }
            switch end {
            case .cancel: blocking { box.cancel() }
            case .cancelAsync: await box.cancelAsync()
            case .drop: box.drop()
            case .removeAll, .removeAllAsync: blocking { chain.removeAll() }
            case .removeAllGivenUp:
                box.cancelLater()
                blocking { chain.removeAll() }
            case .cancelRemoved, .dropRemoved:
                let other = TestThread { chain.removeAll() }
                await yieldUntil { chain.count == 0 }
                if end == .cancelRemoved { blocking { box.cancel() } } else { box.drop() }
                gone.open()
                other.join()
            }
            gone.open()
            #expect(ended.count == 1)
            caller.join()
            #expect(isOut.count == 1)
            #expect(early.count == 0)
            await chain.call()
            #expect(ended.count == 1)
            box.drop()
        }
    }

    @Test(
        "That of an async chain waits for a callback that is suspended",
        arguments: [End.cancel, .cancelAsync, .removeAll, .removeAllAsync]
    )
    func waitsAsync(end: End) async throws {
        let chain = Chain.Async()
        let (entered, gone) = (Latch(), Latch())
        let ended = SharedCounter()
        let box = SubscriptionBox(
            try chain.subscribe { _ in
                entered.open()
                #expect(await yieldUntil { chain.count == 0 })
                #expect(await !yieldUntil({ gone.isOpen }, within: 0.03))
                ended.increment()
                return .done
            }
        )
        let caller = Task { [chain] in _ = await chain.call(ChainEvent()) }
        await yieldUntil { entered.isOpen }
        // On a thread of its own: the callback may need that of this task.
        let thread = TestThread {
            switch end {
            case .cancel: box.cancel()
            case .removeAll: chain.removeAll()
            default: return
            }
            gone.open()
        }
        switch end {
        case .cancelAsync: await box.cancelAsync()
        case .removeAllAsync: await chain.removeAll()
        default: await yieldUntil { thread.isDone }
        }
        gone.open()
        await yieldUntil { gone.isOpen && thread.isDone }
        #expect(ended.count == 1)
        thread.join()
        await caller.value
        _ = await chain.call(ChainEvent())
        #expect(ended.count == 1)
        box.drop()
    }

    @Test("Dropping that of an async chain does not wait, and the callback is not begun again")
    func dropsAsync() async throws {
        let chain = Chain.Async()
        let (entered, dropped) = (Latch(), Latch())
        let (calls, live) = (SharedCounter(), SharedCounter())
        let box = SubscriptionBox()
        func fill() throws {
            let capture = ChainCapture(live)
            box.put(
                try chain.subscribe { _ in
                    calls.increment()
                    entered.open()
                    #expect(await yieldUntil { dropped.isOpen })
                    capture.touch()
                    return .done
                }
            )
        }
        try fill()
        let caller = Task { await chain.call(ChainEvent()).called }
        await yieldUntil { entered.isOpen }
        box.drop()
        #expect(live.count == 1)
        let outcome = await chain.call(ChainEvent())
        #expect(outcome.called == 0)
        dropped.open()
        #expect(await caller.value == 1)
        #expect(calls.count == 1)
        #expect(await yieldUntil { live.count == 0 })
    }

    @Test("Callers do not exclude each other, nor those who subscribe", arguments: [ChainKind.atomic, .blocking])
    func callersTogether(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let inside = SharedCounter()
        let subscribed = Latch()
        let box = SubscriptionBox(
            try chain.subscribe { event in
                guard event.number == 1 else { return .done }
                inside.increment()
                #expect(waitUntil { inside.count == 2 && subscribed.isOpen })
                return .done
            }
        )
        let threads = (0..<2).map { _ in
            TestThread { chain.callOnThread(1) }
        }
        #expect(waitUntil { inside.count == 2 })
        let newcomer = SubscriptionBox(try chain.subscribe { _ in .done })
        newcomer.cancelLater()
        subscribed.open()
        for thread in threads { thread.join() }
        await box.cancelAsync()
    }

    @Test("A subscription keeps its chain")
    func keepsChain() throws {
        weak var chain: Chain.Atomic?
        let box = SubscriptionBox()
        do {
            let made = Chain.Atomic()
            chain = made
            box.put(try made.subscribe { _ in .done })
        }
        #expect(chain?.count == 1)
        box.cancel()
        #expect(chain == nil)
    }
}
