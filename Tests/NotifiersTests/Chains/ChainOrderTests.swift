import Notifiers
import TestThreads
import Testing

@Suite("Notifier chains: order, limits, rollback")
struct ChainOrderTests {
    /// What the list should be, kept in the plainest way.
    private struct Model {
        struct Member {
            let id: Int
            let priority: Int
            let subscription: SubscriptionBox
        }
        var members: [Member] = []

        mutating func add(_ member: Member) {
            let place = members.firstIndex { $0.priority < member.priority } ?? members.count
            members.insert(member, at: place)
        }

        var ids: [Int] { members.map(\.id) }
    }

    @Test(
        "By falling priority, and first come first called among equals, whoever comes and goes",
        arguments: ChainKind.allCases
    )
    func order(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        var model = Model()
        var random = SystemRandomNumberGenerator()
        for step in 0..<200 {
            if step % 3 == 2, let leaving = model.members.indices.randomElement(using: &random) {
                await model.members.remove(at: leaving).subscription.cancelAsync()
            } else {
                // Few priorities, so that there are equals.
                let priority = [.min, -1, 0, 0, 1, .max].randomElement(using: &random) ?? 0
                let subscription = try chain.subscribe(priority: priority) { _ in
                    log.note(step)
                    return .done
                }
                model.add(Model.Member(id: step, priority: priority, subscription: SubscriptionBox(subscription)))
            }
            let outcome = await chain.call()
            #expect(log.takeMembers() == model.ids)
            #expect(outcome.called == model.ids.count)
            #expect(chain.count == model.ids.count)
        }
        #expect(model.ids.count > 20)
    }

    @Test("A call ends at its limit", arguments: ChainKind.allCases)
    func limits(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        var boxes: [SubscriptionBox] = []
        for id in 0..<4 {
            boxes.append(
                SubscriptionBox(
                    try chain.subscribe { _ in
                        log.note(id)
                        return .done
                    }
                )
            )
        }
        for limit in 0...6 {
            let outcome = await chain.call(limit: limit)
            #expect(log.takeMembers() == Array(0..<min(limit, 4)))
            #expect(outcome.called == min(limit, 4))
            #expect(!outcome.isStopped)
        }
        // One that is called and does not care counts; one that is given up does not.
        boxes[1].cancelLater()
        await chain.call(limit: 2)
        #expect(log.takeMembers() == [0, 2])
    }

    /// The oracle: for each length, each place that stops or none, and each limit, the exact sequence of callbacks.
    @Test(
        "A robust call is taken back by those before the one that stopped it, first to last",
        arguments: ChainKind.allCases
    )
    func robust(kind: ChainKind) async throws {
        let (up, down) = (1, 2)
        for length in 0...4 {
            for stopper in 0...length {
                for limit in 0...length + 1 {
                    let chain = ChainUnderTest(kind)
                    let log = ChainLog()
                    for id in 0..<length {
                        try chain.subscribe(priority: -id, name: "\(id)") { event in
                            log.note(id, event.number)
                            return id == stopper ? .stop(with: id) : event.number == down ? .amount(7) : .amount(1)
                        }.keep()
                    }
                    let outcome = await chain.callRobust(up: up, down: down, limit: limit)
                    let called = min(length, limit)
                    var expected = (0..<min(called, stopper + 1)).map { ChainLog.Entry($0, up) }
                    let stops = stopper < called
                    if stops { expected += (0..<stopper).map { ChainLog.Entry($0, down) } }
                    #expect(log.take() == expected, "length \(length), stopper \(stopper), limit \(limit)")
                    #expect(outcome.called == min(called, stopper + 1))
                    #expect(outcome.amount == min(called, stopper))
                    #expect(outcome.stop?.value == (stops ? stopper : nil))
                    #expect(outcome.stop?.name == (stops ? "\(stopper)" : nil))
                    #expect(outcome.stop?.rolledBack == (stops ? stopper : nil))
                }
            }
        }
    }

    @Test("Nobody stops a rollback", arguments: ChainKind.allCases)
    func rollbackGoesOn(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        for id in 0..<4 {
            try chain.subscribe { event in
                log.note(id, event.number)
                return id == 3 || event.number == 2 ? .stop : .done
            }.keep()
        }
        let outcome = await chain.callRobust(up: 1, down: 2)
        #expect(log.take().filter { $0.event == 2 }.map(\.member) == [0, 1, 2])
        #expect(outcome.stop?.rolledBack == 3)
    }

    @Test("A rollback calls nobody new, and nobody who has left meanwhile", arguments: ChainKind.allCases)
    func rollbackOfAChangedChain(kind: ChainKind) async throws {
        let chain = ChainUnderTest(kind)
        let log = ChainLog()
        let leaving = SubscriptionBox()
        for id in 0..<3 {
            let subscription = try chain.subscribe { event in
                log.note(id, event.number)
                return .done
            }
            if id == 1 { leaving.put(subscription) } else { subscription.keep() }
        }
        try chain.subscribe { [chain] event in
            leaving.cancelLater()
            try? chain.subscribe(priority: 100) { event in
                log.note(100, event.number)
                return .done
            }.keep()
            return .stop
        }.keep()
        let outcome = await chain.callRobust(up: 1, down: 2)
        #expect(log.take().map { [$0.member, $0.event] } == [[0, 1], [1, 1], [2, 1], [0, 2], [2, 2]])
        #expect(outcome.stop?.rolledBack == 2)
        blocking { chain.removeAll() }
    }
}
