import Notifiers

/// A subscriber that does next to nothing, and what is called where there is no chain.
///
/// A structure: closures that an array holds directly are wrapped for it, and each call unwraps them.
struct NotifierSubscriber: Sendable {
    typealias Callback = NotifierChain<Int>.Callback

    private let callback = Self.makeCallback(ignoring: -1)

    /// Deals with every event but one, which never comes; out of sight of the loop that calls it. As callbacks do, it has captured something.
    @inline(never)
    static func makeCallback(ignoring other: Int) -> Callback {
        { event in event == other ? .ignored : .done }
    }

    static func list(_ count: Int) -> [NotifierSubscriber] {
        (0..<count).map { _ in NotifierSubscriber() }
    }

    /// Calls all of them, as a chain does; returns how many dealt with it.
    @inline(__always)
    static func call(_ subscribers: [NotifierSubscriber], _ event: Int) -> Int {
        var handled = 0
        for subscriber in subscribers {
            if case .done = subscriber.callback(event) { handled &+= 1 }
        }
        return handled
    }
}
