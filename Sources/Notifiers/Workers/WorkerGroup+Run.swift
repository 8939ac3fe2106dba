internal import AsymmetricFences
internal import ReadCopyUpdate

extension WorkerGroup {
    /// Runs `body` on `worker`'s thread and returns what it returned.
    ///
    /// On that very worker it runs at once, in front of what is in its mailbox.
    ///
    /// - Blocks: until the worker has run what was sent to it before, and `body`. Traps inside a read section, for whose end the worker may
    ///   wait; so a message that calls it for another worker does so in ``whileOffline(_:)``. Workers of a group that wait for each other
    ///   trap; circles through several groups are not found.
    /// - Ordering: what the caller did before happens before `body`, and what that did before the return.
    /// - Throws: ``WorkerError/notOnline(worker:)``, ``WorkerError/noSuchWorker(worker:capacity:)``, or ``WorkerError/undelivered(worker:)`` if it
    ///   left first; `body` does not run then.
    @available(*, noasync, message: "it blocks the thread; await run(on:_:) suspends")
    public func run<Result: Sendable>(
        on worker: Int,
        _ body: @escaping @Sendable () -> Result
    ) throws(WorkerError) -> Result {
        let current = core.currentWorker
        if let current, current.number == worker { return body() }
        try core.check(worker)
        require(
            !RCU.isInReadSection,
            """
            waiting for worker \(worker) inside a read section, for whose end it may wait, may never end \
            (a worker is in one while it runs a message: use whileOffline)
            """
        )
        let errand = WorkerErrand(body)
        let edges = core.edges
        let waiting = current?.number
        let settle = { @Sendable in
            // Before this worker does anything else, waiting for somebody included.
            if let waiting { edges.end(waiting) }
            errand.completion.complete()
        }
        if let waiting { edges.begin(waiting, waitsFor: worker) }
        do throws(WorkerError) {
            try send(
                to: worker,
                onUndelivered: {
                    errand.giveUp()
                    settle()
                },
                {
                    errand.run()
                    settle()
                }
            )
        } catch {
            if let waiting { edges.end(waiting) }
            throw error
        }
        errand.completion.wait()
        guard let result = errand.takeResult() else { throw .undelivered(worker: worker) }
        return result
    }

    /// Runs `body` on `worker`'s thread and returns what it returned. The task suspends meanwhile, also when it is cancelled.
    ///
    /// Otherwise as the blocking form.
    public func run<Result: Sendable>(
        on worker: Int,
        _ body: @escaping @Sendable () -> Result
    ) async throws(WorkerError) -> Result {
        let errand = WorkerErrand(body)
        let outcome: Swift.Result<Void, WorkerError> = await withUnsafeContinuation { continuation in
            do throws(WorkerError) {
                try send(
                    to: worker,
                    onUndelivered: {
                        errand.giveUp()
                        continuation.resume(returning: .failure(.undelivered(worker: worker)))
                    },
                    {
                        errand.run()
                        continuation.resume(returning: .success(()))
                    }
                )
            } catch {
                continuation.resume(returning: .failure(error))
            }
        }
        try outcome.get()
        guard let result = errand.takeResult() else { throw .undelivered(worker: worker) }
        return result
    }
}
