import Synchronization

/// The variables of a litmus test from one thread's side.
///
/// `@unchecked Sendable`: atomics, whose memory is ``LitmusVariables``' concern.
struct LitmusSide: @unchecked Sendable {
    typealias Variable = UnsafeMutablePointer<Atomic<UInt32>>

    /// Stored by this thread before its fence.
    let ownEarly: Variable
    /// Stored by this thread after its fence.
    let ownLate: Variable
    /// Stored by the other thread before its fence.
    let otherEarly: Variable
    /// Stored by the other thread after its fence.
    let otherLate: Variable
    /// Set by the left thread at its end, where the right waits for that.
    let handOver: Variable
}
