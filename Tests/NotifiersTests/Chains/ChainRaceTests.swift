import CTestShims
import Glibc
import Synchronization
import TestThreads
import Testing

@testable import Notifiers

/// 100,000 where it takes a second or two; the debug build and the sanitizers come to the same interleavings, more slowly.
private let rounds = {
    if longTests { return 100_000 }
    if dlsym(nil, "__asan_init") != nil || underThreadSanitizer { return 2_000 }
    #if DEBUG
    return 10_000
    #else
    return 100_000
    #endif
}()

/// A round waits for tasks to be scheduled, about a millisecond.
private let asyncRounds = longTests ? 10_000 : min(rounds / 10, 1_000)

@Suite("Notifier chains: unsubscribing against continuous calls", .serialized)
struct ChainRaceTests {
    private typealias Chain = NotifierChain<ChainEvent>

    @Test(
        "No callback runs when its subscription is gone",
        .timeLimit(.minutes(10)),
        arguments: [ChainKind.atomic, .blocking]
    )
    func poison(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let (stop, late, ran) = (Latch(), SharedCounter(), SharedCounter())
        let callers = (0..<2).map { _ in
            TestThread {
                var turn = 0
                while !stop.isOpen {
                    chain.callOnThread(turn)
                    turn += 1
                    // Outside of the section: preempted in it, as it would be without this, it holds up a round for milliseconds.
                    if turn % 8 == 0 { sched_yield() }
                }
            }
        }
        defer {
            stop.open()
            for caller in callers { caller.join() }
        }
        // Others, so that versions with several members are replaced too.
        try chain.subscribe(priority: 1) { _ in .ignored }.keep()
        let cells = (0..<8).map { _ in PoisonedCell() }
        let done = SharedCounter()
        try blocking {
            Result {
                for round in 0..<rounds {
                    let cell = cells[round % cells.count]
                    // One that was given up later may not be done with its cell.
                    if round % 8 == 7 { waitUntil { done.count == round / 8 } }
                    cell.revive()
                    let subscription = try chain.subscribe { _ in
                        ran.increment()
                        if !cell.isAlive { late.increment() }
                        for _ in 0..<100 { spinOnce() }
                        if !cell.isAlive { late.increment() }
                        return .done
                    }
                    // Now and then a callback is surely running.
                    if round % 16 == 0 {
                        let before = ran.count
                        waitUntil({ ran.count != before }, within: 1)
                    }
                    if round % 8 == 7 {
                        subscription.cancelLater {
                            cell.bury()
                            done.increment()
                        }
                    } else {
                        if round % 8 == 6 { Self.drop(subscription) } else { subscription.cancel() }
                        cell.bury()
                    }
                }
            }
        }.get()
        #expect(waitUntil { done.count == rounds / 8 })
        #expect(late.count == 0)
        // Otherwise nothing was tried.
        #expect(ran.count > rounds / 20)
        #expect(chain.count == 1)
    }

    private static func drop(_ subscription: consuming NotifierSubscription) {}

    @Test("No callback of an async chain runs when its subscription is gone", .timeLimit(.minutes(10)))
    func poisonAsync() async throws {
        let chain = Chain.Async()
        let (stop, late, ran) = (Latch(), SharedCounter(), SharedCounter())
        let callers = (0..<2).map { _ in
            Task.detached {
                while !stop.isOpen {
                    _ = await chain.call(ChainEvent())
                    await Task.yield()
                }
            }
        }
        try chain.subscribe(priority: 1) { _ in .ignored }.keep()
        let cells = (0..<8).map { _ in PoisonedCell() }
        for round in 0..<asyncRounds {
            let cell = cells[round % cells.count]
            cell.revive()
            let subscription = try chain.subscribe { _ in
                ran.increment()
                if !cell.isAlive { late.increment() }
                await Task.yield()
                if !cell.isAlive { late.increment() }
                return .done
            }
            if round % 2 == 0 { await Task.yield() }
            await subscription.cancel()
            cell.bury()
        }
        stop.open()
        for caller in callers { await caller.value }
        #expect(late.count == 0)
        #expect(ran.count > asyncRounds / 20)
        #expect(chain.count == 1)
    }

    @Test(
        "Many subscribe and unsubscribe at once; every call finds them in order",
        arguments: [ChainKind.atomic, .blocking]
    )
    func crowd(kind: ChainKind) throws {
        let chain = ChainUnderTest(kind)
        let live = SharedCounter()
        let stop = Latch()
        let caller = TestThread {
            while !stop.isOpen {
                chain.callOnThread()
                sched_yield()
            }
        }
        let subscribers = (0..<3).map { number in
            TestThread {
                // The last priority that a call of this thread has come to.
                let last = SharedCounter()
                for round in 0..<rounds / 50 {
                    let boxes = (0..<4).map { index in
                        let priority = (number + index * 7 + round) % 5
                        let capture = ChainCapture(live)
                        let subscription = try! chain.subscribe(priority: priority) { event in  // nobody objects
                            capture.touch()
                            guard event.number == number + 1 else { return .ignored }
                            #expect(last.count >= priority)
                            last.store(priority)
                            return .done
                        }
                        return SubscriptionBox(subscription)
                    }
                    last.store(.max)
                    let outcome = chain.callOnThread(number + 1)
                    #expect(outcome?.handled == 4)
                    for box in boxes { box.cancel() }
                }
            }
        }
        for thread in subscribers { thread.join() }
        stop.open()
        caller.join()
        #expect(chain.count == 0)
        #expect(live.count == 0)
    }

    @Test(
        "Nothing is leaked by subscribing, unsubscribing, and failing to",
        .enabled(if: dlsym(nil, "__asan_init") == nil && !underThreadSanitizer, "sanitizers keep what is freed")
    )
    func leaks() async {
        await #expect(processExitsWith: .success) {
            blocking {
                let chain = ChainUnderTest(.blocking)
                func run(_ count: Int) {
                    for turn in 0..<count {
                        let first = SubscriptionBox(try? chain.subscribe { _ in .done })
                        chain.failNext(turn % 2 == 0 ? .publication : .allocation)
                        #expect(throws: NotifierChainError.self) { try chain.subscribe { _ in .done }.keep() }
                        let second = SubscriptionBox(try? chain.subscribe { _ in .done })
                        if turn % 3 == 0 { first.cancelLater() } else { first.cancel() }
                        second.cancel()
                    }
                    // What is to be let go of later has been by then.
                    let last = SubscriptionBox(try? chain.subscribe { _ in .done })
                    let done = Latch()
                    last.cancelLater { done.open() }
                    done.wait()
                }
                run(1_000)
                let before = ctestshims_allocated_bytes()
                run(5_000)
                let growth = Int(ctestshims_allocated_bytes()) - Int(before)
                // A list or a member left behind each time would be more than 16 bytes a turn.
                #expect(growth < 5_000 * 16, "\(growth) bytes")
            }
        }
    }
}
