/// Asynchronous code, run by the pool to its end while the calling thread waits.
public enum BlockingTask {
    /// Not from a task: it blocks the thread.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable () async -> Result) -> Result {
        let outcome = ThreadOutcome<Result>()
        let end = Semaphore()
        Task.detached {
            outcome.set(await body())
            end.signal()
        }
        end.wait()
        return outcome.take()
    }
}
