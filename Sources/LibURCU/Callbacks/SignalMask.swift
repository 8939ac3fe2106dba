internal import CLiburcu
internal import Glibc

/// Which signals the calling thread accepts.
///
/// Writers that ask readers for a fence by signal wait for ever for a reader that blocks it. Threads that block
/// everything are common: those of libdispatch, so of Swift concurrency, and those of liburcu.
enum SignalMask {
    /// liburcu-signal's.
    static let liburcu = SIGUSR1

    /// Those of which this package's fence strategy `signal` takes one.
    static var fence: [CInt] { [SIGSYS, SIGPROF] + (__libc_current_sigrtmin()...__libc_current_sigrtmax()) }

    static func unblock(_ signals: some Sequence<CInt>) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Leaves the program's signals to the program's threads. Faults stay unblocked, and what asks readers for a fence.
    static func blockProgramSignals() {
        var set = sigset_t()
        sigfillset(&set)
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, liburcu] { sigdelset(&set, signal) }
        for signal in fence { sigdelset(&set, signal) }
        pthread_sigmask(SIG_SETMASK, &set, nil)
    }
}
