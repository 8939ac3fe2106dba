internal import CMembarrier

/// What runs on the calling thread that must not wait for callbacks of its registry: a callback, or code under an interval's lock.
///
/// Frames lie on the stack, the innermost first. A callback may take memory away itself, whose callbacks are then further frames; so
/// all frames of the thread are looked at, not the innermost alone. Frames of another registry forbid nothing.
struct CallbackFrame {
    private let registry: ObjectIdentifier
    private let entry: ObjectIdentifier?
    private let outer: UnsafeMutableRawPointer?

    /// Runs `body` as a callback of `registry`, under the lock of `entry` if there is one.
    static func run<Result: ~Copyable, Failure: Error>(
        of registry: ObjectIdentifier,
        locking entry: IntervalEntry? = nil,
        _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let outer = cmembarrier_get_callback_frame()
        var frame = CallbackFrame(registry: registry, entry: entry.map { ObjectIdentifier($0) }, outer: outer)
        return try withUnsafeMutablePointer(to: &frame) { (frame) throws(Failure) in
            cmembarrier_set_callback_frame(frame)
            // The same thread at both ends: `body` is synchronous.
            defer { cmembarrier_set_callback_frame(outer) }
            return try body()
        }
    }

    /// Whether the thread runs a callback of `registry`, or code under the lock of one of its intervals.
    static func isInside(_ registry: ObjectIdentifier) -> Bool { contains { $0.registry == registry } }

    /// Whether the thread holds the lock of `entry`.
    static func holds(_ entry: IntervalEntry) -> Bool {
        let identifier = ObjectIdentifier(entry)
        return contains { $0.entry == identifier }
    }

    private static func contains(_ condition: (CallbackFrame) -> Bool) -> Bool {
        var next = cmembarrier_get_callback_frame()
        while let frame = next?.assumingMemoryBound(to: CallbackFrame.self).pointee {
            if condition(frame) { return true }
            next = frame.outer
        }
        return false
    }
}
