import Glibc

/// The signals that this process's threads do not take.
public enum SignalMask {
    /// Blocks none, in the calling thread and in those it starts.
    ///
    /// A program inherits the mask of the thread that started it, and libdispatch's threads block nearly everything.
    /// What is measured by signals must not depend on who started it.
    public static func clear() {
        var none = sigset_t()
        sigemptyset(&none)
        let status = pthread_sigmask(SIG_SETMASK, &none, nil)
        precondition(status == 0, "pthread_sigmask failed: error \(status)")
    }
}
