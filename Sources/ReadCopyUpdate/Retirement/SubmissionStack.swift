internal import Synchronization

/// Batches that others have waited for, and whose destruction is the reclaimer's: a stack that is taken as a whole.
struct SubmissionStack: ~Copyable, Sendable {
    /// One batch, and what follows it.
    final class Submission: @unchecked Sendable {
        let batch: RetiredBatch
        let completion: @Sendable () -> Void
        fileprivate var next: UInt = 0

        fileprivate init(_ batch: RetiredBatch, _ completion: @escaping @Sendable () -> Void) {
            self.batch = batch
            self.completion = completion
        }
    }

    private let top = Atomic<UInt>(0)

    /// - Ordering: sequentially consistent.
    var isEmpty: Bool { top.load(ordering: .sequentiallyConsistent) == 0 }

    /// - Ordering: sequentially consistent.
    func push(_ batch: consuming [Retired], _ completion: @escaping @Sendable () -> Void) {
        let submission = Submission(RetiredBatch(batch), completion)
        let address = UInt(bitPattern: Unmanaged.passRetained(submission).toOpaque())
        var seen = top.load(ordering: .relaxed)
        while true {
            submission.next = seen
            let result = top.weakCompareExchange(expected: seen, desired: address, ordering: .sequentiallyConsistent)
            if result.exchanged { return }
            seen = result.original
        }
    }

    /// Takes all, the oldest first.
    func takeAll() -> [Submission] {
        var taken: [Submission] = []
        var address = top.exchange(0, ordering: .sequentiallyConsistent)
        while let current = UnsafeRawPointer(bitPattern: address) {
            let submission = Unmanaged<Submission>.fromOpaque(current).takeRetainedValue()
            address = submission.next
            taken.append(submission)
        }
        taken.reverse()
        return taken
    }

    /// In the child of a fork: what the parent was to destroy leaks.
    func forgetAfterFork() {
        top.store(0, ordering: .relaxed)
    }
}
