/// What a callback of a ``NotifierChain`` makes of an event.
public enum NotifierAnswer: Sendable {
    /// It is dealt with; the next callback is called.
    case done
    /// It does not concern this subscriber; the next callback is called.
    case ignored
    /// It is dealt with, and this much was achieved, in a unit that the chain's owner says: bytes freed. The call adds it up.
    case amount(Int)
    /// The rest is not called.
    case stop
    /// The rest is not called, and the caller gets the value. Written `.stop(with: value)`.
    case stopWithValue(Int)
    /// The rest is not called, and the caller gets the error. Written `.stop(with: error)`.
    case stopWithError(any Error)

    /// The rest is not called, and the caller gets `value`, which only the chain's owner gives a meaning.
    @inlinable
    public static func stop(with value: Int) -> NotifierAnswer { .stopWithValue(value) }

    /// The rest is not called, and the caller gets `error`.
    @inlinable
    public static func stop(with error: any Error) -> NotifierAnswer { .stopWithError(error) }
}
