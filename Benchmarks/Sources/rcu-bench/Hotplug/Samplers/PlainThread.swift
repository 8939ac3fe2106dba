import BenchmarkKit

/// A thread that says when it is there, and sleeps until it is told to end.
struct PlainThread: Sendable {
    private let end: Semaphore
    private let thread: BenchmarkThread<Bool>

    /// Returns when the thread runs.
    init() {
        let (ready, end) = (Semaphore(), Semaphore())
        self.end = end
        thread = BenchmarkThread {
            ready.signal()
            end.wait()
            return true
        }
        ready.wait()
    }

    /// Returns when it has ended.
    func join() {
        end.signal()
        _ = thread.join()
    }
}
