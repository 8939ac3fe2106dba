// The receiving half of a signal: sigaction's handler and siginfo's fields are C macros over unions.
#ifndef CMEMBARRIER_SIGNALS_H
#define CMEMBARRIER_SIGNALS_H

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

typedef void (*cmembarrier_handler)(int, siginfo_t *, void *);

// Installs a handler. SA_ONSTACK for threads with small stacks; SA_RESTART so that most system calls go on.
// Returns 0 or -errno.
static inline int cmembarrier_install_handler(int signal, cmembarrier_handler handler) {
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    sigfillset(&action.sa_mask);
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK;
    action.sa_sigaction = handler;
    return sigaction(signal, &action, NULL) < 0 ? -errno : 0;
}

// 1 when this very handler is installed, 0 when another is, 2 when none is (SIG_DFL), or -errno.
static inline int cmembarrier_handler_installed(int signal, cmembarrier_handler handler) {
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    if (sigaction(signal, NULL, &action) < 0) return -errno;
    if ((action.sa_flags & SA_SIGINFO) != 0) return action.sa_sigaction == handler;
    return action.sa_handler == SIG_DFL ? 2 : 0;
}

// Whether the kernel raised the signal itself (for SIGSYS: a seccomp filter). One that was sent has a code of 0 or less,
// also when the kernel had no memory to say by whom.
static inline int cmembarrier_raised_by_kernel(const siginfo_t *info) { return info->si_code > 0; }

// What would have happened without our handler. Async-signal-safe; the signal is taken when the handler returns.
static inline void cmembarrier_take_default_action(int signal) {
    struct sigaction action;
    memset(&action, 0, sizeof(action));
    action.sa_handler = SIG_DFL;
    sigaction(signal, &action, NULL);
    raise(signal);
}

// SIGRTMIN and SIGRTMAX are function calls behind macros.
static inline int cmembarrier_sigrtmin(void) { return SIGRTMIN; }
static inline int cmembarrier_sigrtmax(void) { return SIGRTMAX; }

#endif
