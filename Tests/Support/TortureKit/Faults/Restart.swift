internal import Glibc

/// Executes this program anew, in the same process: what is decided before `main` can only be changed so.
public enum Restart {
    private static let mark = "RCU_TORTURE_RESTARTED"

    /// In the first run, prepares and executes the program again with the same arguments; in the second, does nothing.
    public static func once(preparedBy prepare: () -> Void) {
        if getenv(mark) != nil { return }
        prepare()
        setenv(mark, "1", 1)
        execv("/proc/self/exe", CommandLine.unsafeArgv)
        preconditionFailure("execv failed with errno \(errno)")
    }
}
