internal import CMembarrier
internal import Glibc

/// Which signals the calling thread accepts.
///
/// Writers that ask readers for a fence by signal wait for ever for a reader that blocks it. Threads that block
/// everything are common: those of libdispatch, so of Swift concurrency, and those of liburcu.
package enum SignalMask {
    /// Those of which the fence strategy `signal` takes one.
    package static var fence: [CInt] { [SIGSYS, SIGPROF] + (__libc_current_sigrtmin()...__libc_current_sigrtmax()) }

    package static func unblock(_ signals: some Sequence<CInt>) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
    }

    /// Runs `body`, which starts a thread, with the mask that the thread is to inherit: the program's signals are left to the program's
    /// threads. Faults stay unblocked, and what asks readers for a fence.
    package static func whileBlockingProgramSignals(except signals: [CInt], _ body: () -> Void) {
        var set = sigset_t()
        sigfillset(&set)
        for signal in [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT] + fence + signals { sigdelset(&set, signal) }
        var before = sigset_t()
        pthread_sigmask(SIG_SETMASK, &set, &before)
        body()
        pthread_sigmask(SIG_SETMASK, &before, nil)
    }
}
