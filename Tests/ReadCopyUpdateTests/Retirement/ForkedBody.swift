import CTestShims
import Glibc
import ReadCopyUpdate
import TestThreads

/// Runs `body` in the child of a fork, and returns what it returned, or minus the signal that ended the child.
///
/// No other thread may be doing something for the first time: the Swift runtime instantiates types under locks of its own,
/// which a fork leaves locked in the child.
func forkedChild(_ body: () -> Int32) -> Int32 {
    let child = ctestshims_fork()
    if child == 0 {
        endIfItHangs(after: 20)
        _exit(body())
    }
    precondition(child > 0, "fork failed with errno \(errno)")
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR, "waitpid failed with errno \(errno)") }
    return ctestshims_outcome(status)
}

/// Has the reclaimer done all that it will do later.
func warmReclaimer() {
    let live = SharedCounter()
    let reader = SittingReader()
    let before = RCU.statistics
    RCU.retire(Witness(live))
    RCU.retire(Witness.pointer(live))
    RCU.retire {}
    _ = waitUntilAsleep(since: before)
    reader.leave()
    RCU.barrier()
}
