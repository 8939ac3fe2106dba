import CTestShims
import TestThreads

/// The processors that the process may run on, and threads that stay on one: a thread that migrates changes its queue.
enum PinnedThread {
    static let processors: [Int32] = {
        let limit = Int(ctestshims_processor_limit)
        return [Int32](unsafeUninitializedCapacity: limit) { buffer, count in
            // Unsafe only to call with a null buffer.
            count = Int(max(0, ctestshims_allowed_processors(buffer.baseAddress!, Int32(limit))))
        }
    }()

    /// A thread on the processor of this number, modulo how many there are.
    static func start(on number: Int, _ body: @escaping @Sendable () -> Void) -> TestThread {
        TestThread {
            pin(to: number)
            body()
        }
    }

    static func pin(to number: Int) {
        let result = ctestshims_pin(processors[number % processors.count])
        precondition(result == 0, "sched_setaffinity failed with \(result)")
    }

    /// Runs the body on a thread of its own that stays on one processor.
    static func run<Result: Sendable>(on number: Int = 0, _ body: @escaping @Sendable () -> Result) -> Result {
        let box = ResultBox<Result>()
        start(on: number) { box.value = body() }.join()
        // Written before the thread ended.
        return box.value.unsafelyUnwrapped
    }
}

/// Written by one thread, and read after that has been joined.
private final class ResultBox<Value>: @unchecked Sendable {
    var value: Value?
}
