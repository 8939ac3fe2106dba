import Notifiers
import Synchronization
import TestThreads

@testable import Notifiers

/// What the tests tell chains.
struct ChainEvent: Hashable, Sendable {
    var number = 0
}

enum ChainKind: String, CaseIterable, Codable, Sendable {
    case atomic, blocking, async
}

/// A chain of any kind, for tests that want the same of all three.
final class ChainUnderTest: Sendable {
    typealias Chain = NotifierChain<ChainEvent>

    private enum Form: Sendable {
        case atomic(Chain.Atomic)
        case blocking(Chain.Blocking)
        case async(Chain.Async)
    }

    private let form: Form

    init(_ kind: ChainKind) {
        form =
            switch kind {
            case .atomic: .atomic(Chain.Atomic())
            case .blocking: .blocking(Chain.Blocking())
            case .async: .async(Chain.Async())
            }
    }

    func subscribe(
        priority: Int = 0,
        unique: Bool = false,
        name: String = "",
        as subscriber: AnyObject? = nil,
        _ callback: @escaping Chain.Callback
    ) throws(NotifierChainError) -> NotifierSubscription {
        switch form {
        case .atomic(let chain):
            try chain.subscribe(priority: priority, unique: unique, name: name, as: subscriber, callback)
        case .blocking(let chain):
            try chain.subscribe(priority: priority, unique: unique, name: name, as: subscriber, callback)
        case .async(let chain):
            try chain.subscribe(priority: priority, unique: unique, name: name, as: subscriber) { callback($0) }
        }
    }

    @discardableResult
    func call(_ number: Int = 0, limit: Int = .max) async -> NotifierOutcome {
        let event = ChainEvent(number: number)
        switch form {
        case .atomic(let chain): return chain.call(event, limit: limit)
        case .blocking(let chain): return blocking { chain.call(event, limit: limit) }
        case .async(let chain): return await chain.call(event, limit: limit)
        }
    }

    /// From a thread that may be blocked; not for an async chain.
    @discardableResult
    func callOnThread(_ number: Int = 0) -> NotifierOutcome? {
        switch form {
        case .atomic(let chain): chain.call(ChainEvent(number: number))
        case .blocking(let chain): chain.call(ChainEvent(number: number))
        case .async: nil
        }
    }

    func callRobust(up: Int, down: Int, limit: Int = .max) async -> NotifierOutcome {
        let (up, down) = (ChainEvent(number: up), ChainEvent(number: down))
        switch form {
        case .atomic(let chain): return chain.callRobust(up: up, down: down, limit: limit)
        case .blocking(let chain): return blocking { chain.callRobust(up: up, down: down, limit: limit) }
        case .async(let chain): return await chain.callRobust(up: up, down: down, limit: limit)
        }
    }

    var count: Int {
        switch form {
        case .atomic(let chain): chain.count
        case .blocking(let chain): chain.count
        case .async(let chain): chain.count
        }
    }

    func removeAll() {
        switch form {
        case .atomic(let chain): chain.removeAll()
        case .blocking(let chain): chain.removeAll()
        case .async(let chain): chain.removeAll()
        }
    }

    func failNext(_ step: ChainFault.Step) {
        switch form {
        case .atomic(let chain): chain.members.failNext(step)
        case .blocking(let chain): chain.members.failNext(step)
        case .async(let chain): chain.members.failNext(step)
        }
    }
}
