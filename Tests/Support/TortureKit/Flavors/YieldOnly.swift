internal import Glibc

/// Waits for a turn of the scheduler, in the hope that readers are done by then.
enum YieldOnly: BrokenFlavor {
    static var name: String { "yield-only" }
    static func synchronize() { sched_yield() }
}
