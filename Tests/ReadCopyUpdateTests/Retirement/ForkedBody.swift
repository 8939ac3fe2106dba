import CTestShims
import Glibc

/// Runs `body` in the child of a fork, and returns what it returned, or minus the signal that ended the child.
func forkedChild(_ body: () -> Int32) -> Int32 {
    let child = ctestshims_fork()
    if child == 0 {
        // A child that hangs is ended by its alarm.
        alarm(20)
        _exit(body())
    }
    precondition(child > 0, "fork failed with errno \(errno)")
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 { precondition(errno == EINTR, "waitpid failed with errno \(errno)") }
    return ctestshims_outcome(status)
}
