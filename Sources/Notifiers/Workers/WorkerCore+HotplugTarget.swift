internal import AsymmetricFences
internal import ReadCopyUpdate

extension WorkerCore: HotplugTarget {
    package func start(_ worker: Int, until deadline: ContinuousClock.Instant) throws -> Bool {
        guard let mailbox = slots[worker].mailbox else {
            fatalError("worker \(worker) is started without a mailbox")
        }
        let thread = WorkerThread(
            worker,
            mailbox: mailbox,
            edges: edges,
            processor: processor(for: worker),
            reporting: configuration.leftovers == .report,
            beforeReport: beforeReport
        )
        guard try thread.start(until: deadline) else { return false }
        slots[worker].thread = thread
        return true
    }

    package func stop(_ worker: Int, until deadline: ContinuousClock.Instant) -> Bool {
        defer { slots[worker].thread = nil }
        return slots[worker].thread?.stop(until: deadline) ?? true
    }

    package func perform(
        on worker: Int,
        until deadline: ContinuousClock.Instant,
        _ step: @escaping @Sendable () -> Void
    ) -> Bool {
        guard let thread = slots[worker].thread else { fatalError("a step for worker \(worker), which has no thread") }
        return thread.perform(until: deadline, step)
    }

    /// Nobody sends to the worker any more; should its thread come back, it runs or reports what it was sent before, and ends.
    package func lost(_ worker: Int) {
        active.remove(worker)
        online.remove(worker)
        // None: it was lost while it was started or stopped, and ends by itself.
        guard let thread = slots[worker].thread else { return }
        slots[worker].thread = nil
        thread.abandon { [self] in
            // Again: the step that took too long may have been the one that makes it active, or online.
            active.remove(worker)
            leave(worker)
        }
    }

    /// A message that waited for an operation would be waited for by it: every operation waits for the letters in front of its steps. And a
    /// worker that goes waits for the read sections of all threads.
    package func requireMayWait() {
        if let worker = currentWorker {
            fatalError(
                """
                worker \(worker.number) called an operation that waits for the workers of its own group, so for itself; \
                expected another thread, or a task
                """
            )
        }
        require(
            !RCU.isInReadSection,
            "an operation that waits for workers was called inside a read section, for whose end they may wait"
        )
    }
}
