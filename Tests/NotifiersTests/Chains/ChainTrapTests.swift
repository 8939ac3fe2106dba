import Notifiers
import ReadCopyUpdate
import TestThreads
import Testing

@Suite("Notifier chains: misuse traps with a message")
struct ChainTrapTests {
    private typealias Chain = NotifierChain<ChainEvent>

    @Test(
        "Giving up a subscription where it would wait for itself",
        arguments: [
            "inside a read section, such as a callback's", "inside a read section, such as a callback's",
            "inside a read section, such as a callback's", "a blocking notifier chain was given up inside a callback",
            "a blocking notifier chain was given up inside a callback",
            "a blocking notifier chain was given up inside a callback",
            "a blocking notifier chain was given up inside a callback", "expected 0 or more", "expected 0 or more",
            "a blocking notifier chain was given up inside a callback",
        ].enumerated().map { ($0.offset, $0.element) }
    )
    func synchronous(kind: Int, expected: String) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            endIfItHangs(after: 60)
            try blocking { Result { try Self.misuse(kind) } }.get()
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains(expected), "\(message)")
    }

    private static func misuse(_ kind: Int) throws {
        let own = SubscriptionBox()
        let (atomic, chain, other) = (Chain.Atomic(), Chain.Blocking(), Chain.Blocking())
        let event = ChainEvent()
        switch kind {
        case 0, 1:
            own.put(
                try atomic.subscribe { _ in
                    if kind == 0 { own.cancel() } else { own.drop() }
                    return .done
                }
            )
            atomic.call(event)
        case 2:
            own.put(try atomic.subscribe { _ in .done })
            RCU.read { _ in own.cancel() }
        case 3, 4:
            own.put(
                try chain.subscribe { _ in
                    if kind == 3 { own.cancel() } else { own.drop() }
                    return .done
                }
            )
            chain.call(event)
        case 5:
            // Through another chain, and once more through itself.
            own.put(
                try chain.subscribe { event in
                    if event.number == 0 { other.call(event) } else { own.cancel() }
                    return .done
                }
            )
            try other.subscribe { _ in
                chain.call(ChainEvent(number: 1))
                return .done
            }.keep()
            chain.call(event)
        case 6:
            try chain.subscribe { _ in
                chain.removeAll()
                return .done
            }.keep()
            chain.call(event)
        case 7:
            try atomic.subscribe { _ in .done }.keep()
            atomic.call(event, limit: -1)
        case 8:
            try chain.subscribe { _ in .done }.keep()
            chain.callRobust(up: event, down: event, limit: -1)
        default:
            // The innermost call is another chain's.
            own.put(
                try chain.subscribe { event in
                    other.call(event)
                    return .done
                }
            )
            try other.subscribe { _ in
                own.cancel()
                return .done
            }.keep()
            chain.call(event)
        }
    }

    @Test(
        "Cancelling inside a callback of an async chain",
        arguments: [0, 1, 2]
    )
    func asynchronous(kind: Int) async {
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            [kind = kind as Int] in
            endIfItHangs(after: 60)
            let own = SubscriptionBox()
            let (chain, other) = (Chain.Async(), Chain.Async())
            own.put(
                try chain.subscribe { event in
                    await Task.yield()
                    switch kind {
                    case 0: await own.cancelAsync()
                    case 1: blocking { own.cancel() }
                    default: _ = await other.call(event)
                    }
                    return .done
                }
            )
            try other.subscribe { _ in
                await own.cancelAsync()
                return .done
            }.keep()
            _ = await chain.call(ChainEvent())
        }
        let message = text(result?.standardErrorContent)
        #expect(message.contains("an async notifier chain was cancelled inside a callback"), "\(message)")
    }
}
