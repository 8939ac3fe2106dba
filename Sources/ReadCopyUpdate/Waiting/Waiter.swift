internal import Synchronization

/// A suspended task, and what it waits for: a number that some sequence must reach.
///
/// Whoever resumes it first tells it the outcome: the sequence, or a deadline.
final class Waiter: @unchecked Sendable {
    let number: UInt64
    /// The address of the next in the stack; 0 at the end.
    var next: UInt = 0
    private let continuation: UnsafeContinuation<Bool, Never>
    private let isSettled = Atomic<Bool>(false)

    init(_ number: UInt64, _ continuation: UnsafeContinuation<Bool, Never>) {
        self.number = number
        self.continuation = continuation
    }

    /// Resumes the task unless it has been.
    func resume(returning hasArrived: Bool) {
        guard !isSettled.exchange(true, ordering: .relaxed) else { return }
        continuation.resume(returning: hasArrived)
    }
}
