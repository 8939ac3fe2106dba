/// An interval with its user's state.
// Unchecked for `state`, which the lock protects, and `callback`, which is read under it while there is a state.
final class IntervalCore<State: ~Copyable>: IntervalEntry, @unchecked Sendable {
    private var state: State?
    private var callback: (@Sendable (inout State, MemoryInvalidation) -> Void)?

    init(
        _ range: Range<UInt>,
        _ state: consuming State,
        _ callback: @escaping @Sendable (inout State, MemoryInvalidation) -> Void
    ) {
        self.state = consume state
        self.callback = callback
        super.init(range)
    }

    override func invalidated(_ what: MemoryInvalidation) {
        // Without a state the subscription is being removed: there is nothing left to drop, and the callback is no longer this one's to read.
        guard state != nil, let callback else { return }
        withState { callback(&$0, what) }
    }

    /// The state, for the holder of the lock and of the subscription.
    func withState<Result: ~Copyable, Failure: Error>(
        _ body: (inout sending State) throws(Failure) -> sending Result
    ) throws(Failure) -> sending Result {
        // It is there until `dropState()`: that comes with the end of the subscription, which nobody can use any more, and the callback looks.
        try body(&state!)
    }

    override func dropState() { state = nil }

    override func dropCallback() { callback = nil }
}
