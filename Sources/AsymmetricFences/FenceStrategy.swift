/// How ``AsymmetricFence/heavy()`` reaches the other threads. The reader's code is the same under all of them.
///
/// Chosen at first use, in the order of the cases, ``mprotect`` only when forced. A strategy that the system denies later (a
/// seccomp filter installed after start, say) is replaced by the next, at once and for good. One that is only short of
/// something (file descriptors, memory) stays, and the next serves that one call. Where none is left, the process stops with
/// a message.
///
/// The environment variable `RCU_FENCE_STRATEGY` forces one, by its raw value, for tests and benchmarks. An unknown
/// value, or one that this machine cannot serve, stops the process with a message.
public enum FenceStrategy: String, Hashable, Sendable, CaseIterable {
    /// membarrier(2), private expedited: one interrupt per CPU that runs the process. Linux 4.14.
    case privateExpedited = "private-expedited"
    /// A signal to each thread of the process, and its acknowledgement: 5 to 50 us.
    ///
    /// `SIGSYS` if nobody handles it, else `SIGPROF`, else a real-time signal, which Dispatch's threads block. A thread that
    /// blocks the signal stalls the caller; it is named on standard error after a second. The handler must stay: a caller
    /// that finds it replaced stops the process. Replacing the program with `execve` while another thread fences may end
    /// the new program by the signal: spawn, or fork first.
    case signal = "signal"
    /// membarrier(2), global: a kernel grace period, 8 to 40 ms a call. Linux 4.3.
    case global = "global"
    /// A page-protection downgrade, which interrupts every CPU that runs the process, on x86-64 without `invlpgb` only.
    case mprotect = "mprotect"

    /// The strategy in use now.
    public static var current: FenceStrategy {
        HeavyFence.shared.strategy
    }
}
