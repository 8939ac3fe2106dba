internal import AsymmetricFences
internal import Synchronization

/// Where destructors run, as configured.
final class ReclamationPlace: Sendable {
    private let place: RCU.Reclamation
    private let done = EventCount()
    private let staysHere = Atomic<Bool>(false)

    init(_ place: RCU.Reclamation) {
        self.place = place
    }

    /// Whether that is the reclaimer's own thread.
    var isHere: Bool {
        if case .reclaimer = place { true } else { staysHere.load(ordering: .relaxed) }
    }

    /// In the child of a fork: an executor's threads are the parent's.
    func stayHere() {
        staysHere.store(true, ordering: .relaxed)
        done.resetAfterFork()
    }

    /// Runs one on the calling thread, marked as one that runs destructors.
    @inline(__always)
    func runHere(_ retired: consuming Retired) {
        let record = ReaderRecord.current
        record.reclaiming.pointee += 1
        retired.run()
        record.reclaiming.pointee -= 1
    }

    /// Runs all of a batch and returns when they have run. Blocks the calling thread, the reclaimer's, meanwhile.
    ///
    /// One batch at a time: an executor that falls behind is not flooded, and the backlog's limit holds for it too.
    func run(_ batch: RetiredBatch) {
        let hasRun = Flag()
        let job: @Sendable () -> Void = {
            RCU.registerThread()
            batch.takeAll { self.runHere($0) }
            hasRun.value.store(true, ordering: .sequentiallyConsistent)
            self.done.wake()
        }
        switch isHere ? .reclaimer : place {
        case .reclaimer: job()
        case .taskExecutor(let executor): Task(executorPreference: executor) { job() }
        case .serialExecutor(let executor):
            let host = Host(executor)
            Task { await host.run(job) }
        }
        while !hasRun.value.load(ordering: .sequentiallyConsistent) {
            done.sleep(unless: { hasRun.value.load(ordering: .sequentiallyConsistent) })
        }
    }

    private final class Flag: Sendable {
        let value = Atomic<Bool>(false)
    }

    /// The only way to put a job on a serial executor from outside.
    private actor Host {
        private let executor: any SerialExecutor

        init(_ executor: any SerialExecutor) {
            self.executor = executor
        }

        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        func run(_ job: @Sendable () -> Void) { job() }
    }
}
