import Notifiers
import TestThreads
import Testing

@testable import Notifiers

@Suite("Notifier chains: who may subscribe, and what is left behind")
struct ChainSubscriptionTests {
    private final class Someone: Sendable {}

    /// What the chain says to a newcomer; nil if it takes it, which then stays.
    private func refusal(
        _ chain: ChainUnderTest,
        priority: Int = 0,
        unique: Bool = false,
        as subscriber: AnyObject? = nil
    ) -> NotifierChainError? {
        do {
            try chain.subscribe(priority: priority, unique: unique, as: subscriber) { _ in .done }.keep()
            return nil
        } catch {
            return error
        }
    }

    @Test("The same object is refused while it is subscribed, and no longer", arguments: ChainKind.allCases)
    func duplicate(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let (one, other) = (Someone(), Someone())
        let box = SubscriptionBox(try chain.subscribe(priority: 3, name: "one", as: one) { _ in .done })
        #expect(refusal(chain, as: one) == .alreadySubscribed(name: "one", priority: 3))
        #expect(chain.count == 1)
        #expect(refusal(chain, as: other) == nil)
        #expect(refusal(chain) == nil)
        #expect(refusal(chain) == nil)
        await box.cancelAsync()
        let again = SubscriptionBox(try chain.subscribe(as: one) { _ in .done })
        again.cancelLater()
        #expect(refusal(chain, as: one) == nil)
        withExtendedLifetime((one, other)) {}
    }

    @Test("Another object at the address of one that is gone is not taken for it")
    func reusedAddress() throws {
        let chain = ChainUnderTest(.atomic)
        for _ in 0..<100 {
            let someone = Someone()
            #expect(refusal(chain, as: someone) == nil)
        }
    }

    @Test("A priority that one wants for itself is its own, whoever comes first", arguments: ChainKind.allCases)
    func uniquePriority(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let alone = SubscriptionBox(try chain.subscribe(priority: 5, unique: true, name: "alone") { _ in .done })
        #expect(refusal(chain, priority: 5) == .priorityTaken(priority: 5, by: "alone"))
        #expect(refusal(chain, priority: 5, unique: true) == .priorityTaken(priority: 5, by: "alone"))
        #expect(refusal(chain, priority: 4) == nil)
        #expect(refusal(chain, priority: 4) == nil)
        #expect(refusal(chain, priority: 4, unique: true) == .priorityTaken(priority: 4, by: ""))
        #expect(refusal(chain, priority: 6, unique: true) == nil)
        #expect(chain.count == 4)
        await alone.cancelAsync()
        #expect(refusal(chain, priority: 5) == nil)
    }

    @Test("Refusals say what was expected")
    func descriptions() {
        let texts = [
            NotifierChainError.alreadySubscribed(name: "cache", priority: 3), .priorityTaken(priority: 4, by: "cache"),
            .outOfMemory(bytes: 24),
        ].map(\.description)
        #expect(texts.map { $0.contains("expected") } == [true, true, false])
        #expect(texts[0].contains("\"cache\"") && texts[0].contains("3"))
        #expect(texts[1].contains("\"cache\"") && texts[1].contains("4"))
        #expect(texts[2].contains("24"))
    }

    @Test(
        "Subscribing that fails at any step leaves nothing behind",
        arguments: ChainKind.allCases,
        [ChainFault.Step.entry, .allocation, .publication]
    )
    func faults(kind: ChainKind, step: ChainFault.Step) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        let live = SharedCounter()
        let someone = Someone()
        for before in 0..<3 {
            chain.failNext(step)
            let capture = ChainCapture(live)
            #expect(throws: NotifierChainError.outOfMemory(bytes: 8 + 8 * (before + 1))) {
                try chain.subscribe(priority: 1, unique: true, as: someone) { _ in
                    capture.touch()
                    log.note(-1)
                    return .done
                }.keep()
            }
            #expect(chain.count == before)
            let outcome = await chain.call()
            #expect(outcome.called == before)
            #expect(log.takeMembers() == Array(0..<before))
            try chain.subscribe { _ in
                log.note(before)
                return .done
            }.keep()
        }
        #expect(live.count == 0)
        // Neither the object nor the priority is taken.
        #expect(refusal(chain, priority: 1, unique: true, as: someone) == nil)
    }

    @Test("Without memory for a shorter list unsubscribing works all the same", arguments: ChainKind.allCases)
    func removalWithoutMemory(kind: ChainKind) async throws {
        let live = SharedCounter()
        let log = ChainLog()
        let someone = Someone()
        do {
            let chain = ChainUnderTest(kind)
            var boxes: [SubscriptionBox] = []
            for id in 0..<3 {
                let capture = ChainCapture(live)
                let subscription = try chain.subscribe(priority: id, unique: true, as: id == 1 ? someone : nil) { _ in
                    capture.touch()
                    log.note(id)
                    return .done
                }
                boxes.append(SubscriptionBox(subscription))
            }
            chain.failNext(.removal)
            await boxes[1].cancelAsync()
            #expect(chain.count == 2)
            let outcome = await chain.call(limit: 2)
            #expect(outcome.called == 2)
            #expect(log.takeMembers() == [2, 0])
            #expect(refusal(chain, priority: 1, unique: true, as: someone) == nil)
            #expect(live.count == 3)
        }
        // The member's memory goes with the chain; that of the others may be let go of by a thread of the library's.
        #expect(waitUntil { live.count == 0 })
    }

    @Test("Cancelling releases what the callback captured before it returns", arguments: ChainKind.allCases)
    func captures(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let live = SharedCounter()
        var boxes: [SubscriptionBox] = []
        for _ in 0..<3 {
            let capture = ChainCapture(live)
            let subscription = try chain.subscribe { _ in
                capture.touch()
                return .done
            }
            boxes.append(SubscriptionBox(subscription))
        }
        #expect(live.count == 3)
        await boxes[1].cancelAsync()
        #expect(live.count == 2)
        blocking { boxes[0].cancel() }
        #expect(live.count == 1)
        boxes[2].drop()
        #expect(chain.count == 0)
        // Dropping that of an async chain does not wait.
        if kind == .async { #expect(waitUntil { live.count == 0 }) } else { #expect(live.count == 0) }
    }

    @Test("One that is kept stays until the chain ends, or until all are removed", arguments: ChainKind.allCases)
    func kept(kind: ChainKind) async throws {
        let live = SharedCounter()
        do {
            let chain = ChainUnderTest(kind)
            func keepOne() throws {
                let capture = ChainCapture(live)
                try chain.subscribe { _ in
                    capture.touch()
                    return .done
                }.keep()
            }
            try keepOne()
            try keepOne()
            let owned = SubscriptionBox(try chain.subscribe { _ in .done })
            let outcome = await chain.call()
            #expect(outcome.called == 3)
            blocking { chain.removeAll() }
            #expect(live.count == 0)
            #expect(chain.count == 0)
            let after = await chain.call()
            #expect(after.called == 0)
            // Its member is out of the list already.
            await owned.cancelAsync()
            try keepOne()
            #expect(live.count == 1)
        }
        #expect(live.count == 0)
    }
}
