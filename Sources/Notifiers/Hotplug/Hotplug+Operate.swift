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
        operations.lock()
        defer { operations.unlock() }
        return try operation()
    }

    /// Runs `operation` on a thread of the library's own when it is its turn. The task suspends for the turn and for the operation, so that
    /// steps that block hold no thread of the pool.
    func operate<Answer: Sendable>(
        _ operation: @escaping @Sendable () throws(HotplugError) -> Answer
    ) async throws(HotplugError) -> Answer {
        await operations.lock()
        let result: Result<Answer, HotplugError> = await withUnsafeContinuation { continuation in
            ServiceThread.start(name: "hotplug") { [operations] in
                let result: Result<Answer, HotplugError>
                do throws(HotplugError) {
                    result = .success(try operation())
                } catch {
                    result = .failure(error)
                }
                operations.unlock()
                continuation.resume(returning: result)
            }
        }
        return try result.get()
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
