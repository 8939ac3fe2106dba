/// A value that nobody else has, on its way through code in which the checker of data races loses sight of that.
struct Disconnected<Value: ~Copyable>: ~Copyable, Sendable {
    private nonisolated(unsafe) var value: Value?

    init(_ value: consuming sending Value) {
        self.value = consume value
    }

    /// The value, once; nil after that.
    mutating func take() -> sending Value? {
        nonisolated(unsafe) let taken = value.take()
        return taken
    }
}
