/// What came of one call of a ``NotifierChain``.
@frozen
public struct NotifierOutcome: Sendable {
    /// How many callbacks were called, the one that stopped the call included.
    public let called: Int
    /// How many of them did not answer ``NotifierAnswer/ignored``.
    public let handled: Int
    /// The sum of what was answered with ``NotifierAnswer/amount(_:)``; at its bound where it would overflow.
    public let amount: Int
    /// Who ended the call before its end; nil if nobody did.
    public let stop: NotifierStop?

    /// Whether a callback ended the call.
    @inlinable
    public var isStopped: Bool { stop != nil }

    @inlinable
    @inline(__always)
    init(_ tally: consuming ChainTally) {
        called = tally.called
        handled = tally.handled
        amount = tally.amount
        stop = tally.stop
    }
}
