import Notifiers
import TestThreads
import Testing

@Suite("Notifier chains: answers and outcomes")
struct ChainAnswerTests {
    private struct Refusal: Error, Equatable { let number: Int }

    @Test(
        "One that stops is the last to be called, and the outcome says who and with what",
        arguments: ChainKind.allCases
    )
    func stop(kind: ChainKind) async throws {
        let answers: [NotifierAnswer] = [.stop, .stop(with: 42), .stop(with: Refusal(number: 3))]
        for (number, answer) in answers.enumerated() {
            let chain = ChainUnderTest(kind)
            let log = ChainLog()
            try chain.subscribe(priority: 2) { _ in
                log.note(2)
                return .ignored
            }.keep()
            try chain.subscribe(priority: 1, name: "keeper") { _ in
                log.note(1)
                return answer
            }.keep()
            try chain.subscribe(priority: 0) { _ in
                log.note(0)
                return .done
            }.keep()
            let outcome = await chain.call()
            #expect(log.takeMembers() == [2, 1])
            #expect(outcome.isStopped)
            #expect(outcome.called == 2)
            #expect(outcome.handled == 1)
            #expect(outcome.stop?.name == "keeper")
            #expect(outcome.stop?.priority == 1)
            #expect(outcome.stop?.rolledBack == 0)
            #expect(outcome.stop?.value == (number == 1 ? 42 : nil))
            let error = outcome.stop?.error as? Refusal
            #expect(error == (number == 2 ? Refusal(number: 3) : nil))
        }
    }

    @Test("Amounts add up, and do not wrap", arguments: ChainKind.allCases)
    func amounts(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        for answer in [NotifierAnswer.amount(5), .done, .ignored, .amount(-2)] {
            try chain.subscribe { _ in answer }.keep()
        }
        let outcome = await chain.call()
        #expect(outcome.amount == 3)
        #expect(outcome.handled == 3)
        #expect(outcome.called == 4)
        try chain.subscribe { _ in .amount(.max) }.keep()
        let large = await chain.call()
        #expect(large.amount == .max)
        try chain.subscribe(priority: 1) { _ in .amount(.min) }.keep()
        try chain.subscribe(priority: 1) { _ in .amount(-1) }.keep()
        let small = await chain.call(limit: 2)
        #expect(small.amount == .min)
    }

    @Test("An empty chain, and one that has become empty, answers nothing", arguments: ChainKind.allCases)
    func empty(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        for _ in 0..<2 {
            for outcome in [await chain.call(), await chain.callRobust(up: 1, down: 2)] {
                #expect(outcome.called == 0)
                #expect(!outcome.isStopped)
            }
            let one = SubscriptionBox(try chain.subscribe { _ in .stop })
            let outcome = await chain.call()
            #expect(outcome.called == 1)
            await one.cancelAsync()
        }
    }

    private struct Request: ~Copyable {
        let wanted: Int
        let reached: SharedCounter
    }

    @Test("An event may be noncopyable, and one that is copyable may be kept")
    func events() throws {
        let requests = NotifierChain<Request>.Atomic()
        try requests.subscribe { request in
            for _ in 0..<request.wanted { request.reached.increment() }
            return .done
        }.keep()
        let reached = SharedCounter()
        requests.call(Request(wanted: 3, reached: reached))
        #expect(reached.count == 3)

        let log = ChainLog()
        let numbers = NotifierChain<ChainEvent>.Blocking()
        try numbers.subscribe { event in
            let kept = event
            log.note(0, kept.number)
            return .done
        }.keep()
        numbers.call(ChainEvent(number: 9))
        #expect(log.take() == [ChainLog.Entry(0, 9)])
    }
}
