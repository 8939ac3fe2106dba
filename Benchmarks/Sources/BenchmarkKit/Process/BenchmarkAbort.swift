import Glibc

/// Ends the process at once, from any thread, with one line on standard error.
public enum BenchmarkAbort {
    /// Exit statuses as sysexits.h numbers them.
    public enum Status: Int32, Sendable {
        /// The command line is wrong: EX_USAGE.
        case usage = 64
        /// This machine lacks what was asked for: EX_UNAVAILABLE.
        case unavailable = 69
        /// The benchmark refuted what it measures: EX_SOFTWARE.
        case software = 70
        /// The system refused a thread or a process: EX_OSERR.
        case systemError = 71
        /// The result could not be written: EX_IOERR.
        case io = 74
    }

    /// Writes the message and ends the process without running exit handlers, which other threads may be using.
    public static func abort(_ message: String, status: Status) -> Never {
        StandardError.write(message + "\n")
        _exit(status.rawValue)
    }
}
