import Notifiers

/// The size of a pool, after which others have sized tables of their own. All of them follow a change, or none does.
final class PoolSize: Sendable {
    struct Refused: Error { let name: String }

    private let listeners = NotifierChain<Int>.Blocking()

    /// The highest priority is called first. When the subscription has been dropped, the listener does not run and will not run.
    func onChange(
        _ name: String,
        priority: Int = 0,
        _ listener: @escaping NotifierChain<Int>.Callback
    ) throws -> NotifierSubscription {
        try listeners.subscribe(priority: priority, name: name, listener)
    }

    /// If one refuses, those before it are called again, with the old size.
    func change(from old: Int, to new: Int) throws {
        let outcome = listeners.callRobust(up: new, down: old)
        if let stop = outcome.stop { throw stop.error ?? Refused(name: stop.name) }
    }
}
