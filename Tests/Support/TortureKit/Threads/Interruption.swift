/// What the storm's signal handler does. A class, because a C handler can hold no closure and cannot be generic.
// Unchecked because a class that is not final cannot be checked: it has no state, and its subclasses only constant,
// Sendable state.
class Interruption: @unchecked Sendable {
    /// Runs in the handler: only what is async-signal-safe.
    func strike() {}
}
