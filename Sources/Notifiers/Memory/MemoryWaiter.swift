internal import AsymmetricFences
internal import Synchronization

/// Somebody who waits, a thread or a task, until it is settled: what it waited for has come, or it gives up.
// Unchecked for what the lock protects.
final class MemoryWaiter: @unchecked Sendable {
    enum Outcome: Sendable {
        case arrived
        case timedOut
        case cancelled
    }

    private let lock = FutexLock()
    private var outcome: Outcome?
    private var continuation: UnsafeContinuation<Outcome, Never>?
    private let hasOutcome = Atomic<Bool>(false)
    private let event = EventCount()

    /// Ends the wait, if nobody has: what is said first counts. Returns whether this was it.
    @discardableResult
    func settle(_ new: Outcome) -> Bool {
        let (isFirst, continuation) = lock.withLock { () -> (Bool, UnsafeContinuation<Outcome, Never>?) in
            guard outcome == nil else { return (false, nil) }
            outcome = new
            defer { self.continuation = nil }
            return (true, self.continuation)
        }
        guard isFirst else { return false }
        continuation?.resume(returning: new)
        hasOutcome.store(true, ordering: .sequentiallyConsistent)
        event.wake()
        return true
    }

    /// Whether the wait is over. Sequentially consistent, for those who sleep until it is.
    var isSettled: Bool { hasOutcome.load(ordering: .sequentiallyConsistent) }

    private var settled: Outcome? { lock.withLock { outcome } }

    /// Waits, holding the thread, until the wait is settled or `deadline`; reports to `watch` meanwhile.
    func wait(until deadline: ContinuousClock.Instant?, _ watch: inout MemoryWaitWatch) -> Outcome {
        while true {
            if let settled { return settled }
            if let deadline, deadline <= .now, settle(.timedOut) { return .timedOut }
            watch.reportIfDue()
            event.sleep(
                unless: { isSettled },
                timeoutNanoseconds: watch.nanosecondsLeft(until: deadline)
            )
        }
    }

    /// Waits without holding a thread, until the wait is settled, the task cancelled, or `deadline`.
    nonisolated(nonsending) func wait(
        until deadline: ContinuousClock.Instant?,
        _ watch: MemoryWaitWatch
    ) async -> Outcome {
        if let settled { return settled }
        if let deadline, deadline <= .now, settle(.timedOut) { return .timedOut }
        let service = MemoryWaitService.shared
        service.attend(self, until: deadline, watch)
        defer { service.forget(self) }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { new in
                let settled = lock.withLock { () -> Outcome? in
                    if outcome == nil { continuation = new }
                    return outcome
                }
                if let settled { new.resume(returning: settled) }
            }
        } onCancel: {
            settle(.cancelled)
        }
    }
}
