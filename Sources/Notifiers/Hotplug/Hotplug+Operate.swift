internal import AsymmetricFences
internal import Glibc
internal import ReadCopyUpdate
internal import Synchronization

extension Hotplug {
    /// Runs `operation` on the calling thread when it is its turn.
    @available(*, noasync)
    func operate<Answer: Sendable>(
        _ operation: () throws(HotplugError) -> Answer
    ) throws(HotplugError) -> Answer {
        requireNoStep()
        target.requireMayWait()
        return try takeTurn(operation)
    }

    /// Runs `operation` on a thread of the library's own when it is its turn. The task moves there and back, so that neither the turn nor the
    /// steps hold a thread of the pool; nor does the operation need one to go on, which may all wait for it in the blocking form.
    func operate<Answer: Sendable>(
        _ operation: @escaping @Sendable () throws(HotplugError) -> Answer
    ) async throws(HotplugError) -> Answer {
        try await onOwnThread { () throws(HotplugError) in try takeTurn(operation) }
    }

    /// Moves the task to a thread of the library's own for `body`, which may block.
    func onOwnThread<Answer: Sendable>(
        _ body: @Sendable () throws(HotplugError) -> Answer
    ) async throws(HotplugError) -> Answer {
        try await withTaskExecutorPreference(executor) { () throws(HotplugError) in try body() }
    }

    private func takeTurn<Answer: Sendable>(
        _ operation: () throws(HotplugError) -> Answer
    ) throws(HotplugError) -> Answer {
        operations.lock()
        defer {
            // What their steps have captured may want a turn when it goes: an object that has another state installed.
            let removed = table.takeRemoved()
            operations.unlock()
            withExtendedLifetime(removed) {}
        }
        return try operation()
    }

    /// A thread sees what it stored itself, whatever the ordering; what others stored is never its own identity.
    private func requireNoStep() {
        require(
            !isInStep,
            "a step of a state called an operation of the same Hotplug, which waits for the step; expected one from outside"
        )
    }

    /// Whether the calling thread is in a step.
    var isInStep: Bool { stepper.load(ordering: .relaxed) == UInt(pthread_self()) }

    func check(_ worker: Int) throws(HotplugError) {
        guard worker >= 0 && worker < workers else {
            throw .noSuchWorker(worker, workers: workers)
        }
    }
}
