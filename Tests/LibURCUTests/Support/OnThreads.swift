import TestThreads

/// Runs the bodies, each on a thread of its own, and returns when all have ended. Traps when one hangs.
///
/// Real threads, because liburcu wants every thread to unregister before it exits, and those of the pool are shared.
func onThreads(_ bodies: [@Sendable () -> Void]) {
    let threads = bodies.map { TestThread($0) }
    for thread in threads { precondition(thread.join(within: Effort.seconds(60)), "a thread of the test hangs") }
}

/// Runs the body on that many threads, with the number of each, and returns when all have ended.
func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    onThreads((0..<count).map { number in { @Sendable in body(number) } })
}
