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
    private let isSettled = Atomic<Bool>(false)
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
        isSettled.store(true, ordering: .sequentiallyConsistent)
        event.wake()
        return true
    }

    private var settled: Outcome? { lock.withLock { outcome } }

    /// Waits, holding the thread, until the wait is settled or `deadline`; reports to `watch` meanwhile.
    func wait(until deadline: ContinuousClock.Instant?, _ watch: inout MemoryWaitWatch) -> Outcome {
        while true {
            if let settled { return settled }
            if let deadline, deadline <= .now, settle(.timedOut) { return .timedOut }
            watch.reportIfDue()
            event.sleep(
                unless: { isSettled.load(ordering: .sequentiallyConsistent) },
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
        // Looks after the deadline and the reports, as no thread does.
        let timer = Task { [self] in
            var watch = watch
            while settled == nil {
                // At most an hour: the sum of now and a longer time may not be one.
                let nanoseconds = min(watch.nanosecondsLeft(until: deadline), 3_600_000_000_000)
                try await Task.sleep(for: .nanoseconds(nanoseconds))
                if let deadline, deadline <= .now { settle(.timedOut) } else { watch.reportIfDue() }
            }
        }
        defer { timer.cancel() }
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
