internal import AsymmetricFences
internal import Glibc
internal import TestThreads

/// A few heavy fences beside another thread: which strategy serves, without the time that a torture takes.
struct FenceMode: ProbeMode {
    private let count: Int

    init(_ options: inout ProbeOptions) throws(ProbeMistake) {
        count = try options.takeInt("count", default: 10)
        try DeniedCalls(&options)?.installBeforeStart()
    }

    func run(_ report: inout ProbeReport) {
        let end = Latch()
        let sibling = TestThread { while !end.isOpen { sched_yield() } }
        report.say("strategyBefore", FenceStrategy.current.rawValue)
        for _ in 0..<count { AsymmetricFence.heavy() }
        end.open()
        sibling.join()
        report.say("fences", AsymmetricFence.statistics.issued)
    }
}
