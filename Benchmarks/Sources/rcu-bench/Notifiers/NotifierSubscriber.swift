import Notifiers

/// The subscriber that all chains and arrays call, and what they call it with.
enum NotifierSubscriber {
    typealias Callback = NotifierChain<Int>.Callback

    /// Does nothing, out of sight of the loop that calls it.
    @inline(never)
    static func callback() -> Callback {
        { _ in .done }
    }

    static func callbacks(_ count: Int) -> [Callback] {
        (0..<count).map { _ in callback() }
    }

    /// Calls all of them, as a chain does; returns how many dealt with it.
    @inline(__always)
    static func call(_ callbacks: [Callback], _ event: Int) -> Int {
        var handled = 0
        for callback in callbacks {
            if case .done = callback(event) { handled &+= 1 }
        }
        return handled
    }
}
