/// What one thread's loads found in one run: before its fence, and after it.
struct LitmusObservation: Sendable {
    var early: UInt32 = 0
    var late: UInt32 = 0
}
