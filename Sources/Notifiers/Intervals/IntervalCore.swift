/// An interval with its user's state.
// Unchecked for `state` and `callback`, which the lock protects, until they are dropped when nobody else has them.
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
        guard let callback else {
            fatalError("the callback of an interval \(range) was to run after its subscription was gone")
        }
        withState { callback(&$0, what) }
    }

    /// The state, for the holder of the lock.
    func withState<Result: ~Copyable, Failure: Error>(
        _ body: (inout State) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // It is there from the initialiser until `drop()`, after which nobody has the subscription.
        try body(&state!)
    }

    /// Lets go of the state and the callback, after the grace period in which the last callback returned.
    func drop() {
        state = nil
        callback = nil
    }
}
