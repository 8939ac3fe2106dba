import Notifiers
import TestThreads
import Testing

@Suite("Notifier chains: what callbacks may do to their chain")
struct ChainDeferredTests {
    @Test("A callback ends its own subscription, and is never called again", arguments: ChainKind.allCases)
    func own(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let (live, calls, done) = (SharedCounter(), SharedCounter(), Latch())
        let own = SubscriptionBox()
        func fill() throws {
            let capture = ChainCapture(live)
            own.put(
                try chain.subscribe { _ in
                    calls.increment()
                    own.cancelLater { done.open() }
                    // Still alive: the call goes on in it.
                    capture.touch()
                    #expect(live.count == 1)
                    return .done
                }
            )
        }
        try fill()
        for _ in 0..<3 { await chain.call() }
        #expect(calls.count == 1)
        #expect(chain.count == 0)
        #expect(waitUntil { done.isOpen && live.count == 0 })
    }

    @Test(
        "One that is given up in a call, by somebody before it, is not begun in that call",
        arguments: ChainKind.allCases
    )
    func later(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        let boxes = (0..<3).map { _ in SubscriptionBox() }
        for id in 0..<3 {
            boxes[id].put(
                try chain.subscribe { _ in
                    log.note(id)
                    boxes[1].cancelLater()
                    return .done
                }
            )
        }
        let outcome = await chain.call()
        #expect(outcome.called == 2)
        #expect(log.takeMembers() == [0, 2])
        boxes[0].cancelLater()
        boxes[2].cancelLater()
    }

    @Test("One who subscribes in a callback is called from the next call on")
    func subscribing() async throws {
        for kind in ChainKind.allCases {
            let chain = ChainUnderTest(kind)
            let log = ChainLog()
            let second = SubscriptionBox()
            let first = SubscriptionBox(
                try chain.subscribe { event in
                    log.note(0)
                    guard event.number == 0 else { return .done }
                    #expect(throws: Never.self) {
                        second.put(
                            try chain.subscribe(priority: 1) { _ in
                                log.note(1)
                                return .done
                            }
                        )
                    }
                    return .done
                }
            )
            await chain.call(0)
            #expect(log.takeMembers() == [0])
            await chain.call(1)
            #expect(log.takeMembers() == [1, 0])
            await first.cancelAsync()
            await second.cancelAsync()
        }
    }

    /// What reclaimers do: one that allocates asks the chain again, on the same thread.
    @Test("A callback calls its chain again, which sees what has changed, and can tell")
    func nested() throws {
        let chain = NotifierChain<ChainEvent>.Blocking()
        let log = ChainLog()
        let newcomer = SubscriptionBox()
        let outer = try chain.subscribe { event in
            log.note(0, event.number)
            #expect(chain.isInCallback)
            // Another thread is not inside, though this one is.
            let other = TestThread { #expect(!chain.isInCallback) }
            other.join()
            guard event.number < 2 else { return .amount(1) }
            if event.number == 0 {
                newcomer.put(
                    try! chain.subscribe(priority: 1) { event in  // nobody else is there to object
                        log.note(1, event.number)
                        return .amount(10)
                    }
                )
            }
            let inner = chain.call(ChainEvent(number: event.number + 1))
            #expect(chain.isInCallback)
            return .amount(1 + inner.amount)
        }
        #expect(!chain.isInCallback)
        let outcome = chain.call(ChainEvent())
        #expect(!chain.isInCallback)
        // The outermost call does not see the newcomer, the two inside of it do.
        #expect(log.take().map { [$0.member, $0.event] } == [[0, 0], [1, 1], [0, 1], [1, 2], [0, 2]])
        #expect(outcome.amount == 1 + 10 + 1 + 10 + 1)
        newcomer.cancel()
        outer.cancel()
        #expect(chain.count == 0)
    }

    @Test("Nested calls of atomic and async chains")
    func nestedOthers() async throws {
        for kind in [ChainKind.atomic, .async] {
            let log = ChainLog()
            let (atomic, async) = (NotifierChain<ChainEvent>.Atomic(), NotifierChain<ChainEvent>.Async())
            if kind == .atomic {
                let own = SubscriptionBox()
                own.put(
                    try atomic.subscribe { event in
                        log.note(0, event.number)
                        if event.number < 3 { atomic.call(ChainEvent(number: event.number + 1)) }
                        return .done
                    }
                )
                atomic.call(ChainEvent())
                own.drop()
            } else {
                let own = SubscriptionBox()
                own.put(
                    try async.subscribe { event in
                        log.note(0, event.number)
                        await Task.yield()
                        if event.number < 3 { _ = await async.call(ChainEvent(number: event.number + 1)) }
                        return .done
                    }
                )
                _ = await async.call(ChainEvent())
                await own.cancelAsync()
            }
            #expect(log.take().map(\.event) == [0, 1, 2, 3])
        }
    }

    @Test("A callback of one chain ends a subscription of another")
    func others() async throws {
        let log = ChainLog()
        let (one, other) = (ChainUnderTest(.blocking), ChainUnderTest(.blocking))
        let theirs = SubscriptionBox(
            try other.subscribe { _ in
                log.note(1)
                return .done
            }
        )
        let mine = SubscriptionBox(
            try one.subscribe { _ in
                log.note(0)
                theirs.cancel()
                return .done
            }
        )
        await one.call()
        await other.call()
        #expect(log.takeMembers() == [0])
        await mine.cancelAsync()
    }

    @Test("Dropping that of an async chain inside its callback, or in a task that outlives the call, does not trap")
    func tasks() async throws {
        let chain = NotifierChain<ChainEvent>.Async()
        let (dropped, awaited) = (SubscriptionBox(), SubscriptionBox())
        let (calls, callIsOver, cancelled) = (SharedCounter(), Latch(), Latch())
        dropped.put(
            try chain.subscribe { _ in
                calls.increment()
                dropped.drop()
                return .done
            }
        )
        awaited.put(
            try chain.subscribe { _ in
                calls.increment()
                // It inherits the task-local mark of a call that is over when it cancels, and waits if it is not.
                Task {
                    await yieldUntil { callIsOver.isOpen }
                    await awaited.cancelAsync()
                    cancelled.open()
                }
                return .done
            }
        )
        _ = await chain.call(ChainEvent())
        callIsOver.open()
        await yieldUntil { cancelled.isOpen }
        #expect(calls.count == 2)
        #expect(chain.count == 0)
    }

    @Test("A task made in a callback of an async chain, which does not wait for it, may cancel while the call lasts")
    func taskInCall() async {
        await #expect(processExitsWith: .success) {
            endIfItHangs(after: 60)
            let chain = NotifierChain<ChainEvent>.Async()
            let (other, cancelled) = (SubscriptionBox(), Latch())
            let own = SubscriptionBox(
                try chain.subscribe { _ in
                    Task {
                        await other.cancelAsync()
                        cancelled.open()
                    }
                    // It has come past the check, and waits for this call.
                    #expect(await yieldUntil { chain.count == 1 })
                    return .done
                }
            )
            other.put(try chain.subscribe { _ in .done })
            _ = await chain.call(ChainEvent())
            #expect(await yieldUntil { cancelled.isOpen })
            await own.cancelAsync()
        }
    }

    /// What was replaced is freed by malloc, whose next blocks of the size would be in its place.
    @Test(
        "The list that a call goes through stays, whatever a callback does to the chain",
        arguments: ChainKind.allCases
    )
    func listInUse(kind: ChainKind) async {
        await #expect(processExitsWith: .success) { [kind = kind as ChainKind] in
            endIfItHangs(after: 60)
            let chain = ChainUnderTest(kind)
            let log = ChainLog()
            let (leaving, new) = (SubscriptionBox(), SubscriptionBox())
            for id in 0..<4 {
                let subscription = try chain.subscribe { event in
                    log.note(id, event.number)
                    guard id == 0, event.number == 0 else { return .done }
                    new.put(try! chain.subscribe { _ in .done })  // nobody objects
                    Self.fillFreedBlocks()
                    leaving.cancelLater()
                    Self.fillFreedBlocks()
                    return .done
                }
                if id == 2 { leaving.put(subscription) } else { subscription.keep() }
            }
            await chain.call(0)
            #expect(log.takeMembers() == [0, 1, 3])
            await chain.call(1)
            #expect(log.takeMembers() == [0, 1, 3])
            new.keep()
        }
    }

    /// Writes over what lists of a few members have left. Its blocks are not freed: the process ends soon.
    private static func fillFreedBlocks() {
        for count in 3...7 {
            for _ in 0..<16 {
                let block = UnsafeMutableRawPointer.allocate(byteCount: count * 8, alignment: 8)
                block.initializeMemory(as: UInt8.self, repeating: 0xff, count: count * 8)
            }
        }
    }
}
