internal import CTestShims
internal import Glibc
internal import ReadCopyUpdate
internal import TestThreads

/// A child that goes on by itself after fork(2), without exec.
enum ForkedChild {
    /// What the forking thread is in the middle of.
    enum Situation: CaseIterable {
        case nothing, section, nestedSections, reporter
    }

    /// A child that takes longer is ended by its alarm.
    private static let limitInSeconds: UInt32 = 10

    /// Forks, and returns the child's exit status, or minus the signal that ended it.
    static func run(_ situation: Situation) -> Int32 {
        let child = fork(in: situation)
        if child == 0 { live() }
        precondition(child > 0, "fork failed with errno \(errno)")
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR, "waitpid failed with errno \(errno)") }
        return ctestshims_outcome(status)
    }

    /// Both processes leave the section that the fork was in.
    private static func fork(in situation: Situation) -> pid_t {
        switch situation {
        case .nothing:
            return ctestshims_fork()
        case .section:
            return RCU.read { _ in ctestshims_fork() }
        case .nestedSections:
            return RCU.read { _ in RCU.read { _ in ctestshims_fork() } }
        case .reporter:
            var reporter = RCU.QuiescentStateReporter()
            let child = ctestshims_fork()
            reporter.quiescentState()
            return child
        }
    }

    /// The child: it reads, it waits for grace periods, also for a thread of its own, and it knows of no reader of its
    /// parent's.
    private static func live() -> Never {
        endIfItHangs(after: limitInSeconds)
        RCU.read { _ in }
        for _ in 0..<3 { RCU.synchronize() }
        guard !RCU.isInReadSection else { _exit(2) }
        guard RCU.statistics.registeredReaders == 1 else { _exit(3) }
        let opened = Latch()
        let reader = TestThread { RCU.read { _ in opened.open() } }
        opened.wait()
        RCU.synchronize()
        reader.join()
        guard RCU.statistics.registeredReaders == 1 else { _exit(4) }
        _exit(0)
    }
}
