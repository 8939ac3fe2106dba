import Glibc

/// A plain POSIX thread with a result. Benchmarks measure threads, so they start them with no pool between.
public struct BenchmarkThread<Result: Sendable>: Sendable {
    private let handle: pthread_t
    private let outcome: ThreadOutcome<Result>

    /// Starts a thread, kept on `processor` if one is given, with the system's usual stack unless a size is.
    ///
    /// A process that cannot start its threads has nothing to measure: it ends, with one line that says why.
    public init(on processor: Processor? = nil, stackBytes: Int? = nil, _ body: @escaping @Sendable () -> Result) {
        let outcome = ThreadOutcome<Result>()
        self.outcome = outcome
        handle = ThreadStart {
            processor?.pinCurrentThread()
            outcome.set(body())
        }.launch(stackBytes: stackBytes)
    }

    /// Waits for the thread to end; call it once.
    public func join() -> Result {
        let status = pthread_join(handle, nil)
        precondition(status == 0, "pthread_join failed: error \(status)")
        return outcome.take()
    }
}
