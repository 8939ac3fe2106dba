// The sending and the receiving half of a queued signal: siginfo's fields are C macros over nested unions.
#ifndef CMEMBARRIER_SIGNALS_H
#define CMEMBARRIER_SIGNALS_H

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

// rt_tgsigqueueinfo(2) has no libc wrapper. Queues the signal with a 64-bit payload to one thread. Returns 0 or -errno.
static inline int cmembarrier_queue_signal(int32_t process, int32_t thread, int signal, uint64_t payload) {
    siginfo_t info;
    memset(&info, 0, sizeof(info));
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = process;
    info.si_uid = getuid();
    info.si_value.sival_ptr = (void *)(uintptr_t)payload;
    return syscall(SYS_rt_tgsigqueueinfo, process, thread, signal, &info) < 0 ? -errno : 0;
}

// The payload of a signal that this process queued to itself; 0 for a signal that came from anywhere else.
static inline uint64_t cmembarrier_own_payload(const siginfo_t *info) {
    if (info->si_code != SI_QUEUE || info->si_pid != getpid()) return 0;
    return (uint64_t)(uintptr_t)info->si_value.sival_ptr;
}

typedef void (*cmembarrier_handler)(int, siginfo_t *, void *);

// Installs a handler. SA_ONSTACK: goroutine-like small stacks survive it; SA_RESTART: most system calls go on.
// sigaction's handler field is a union behind macros. Returns 0 or -errno.
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

// SIGRTMAX is a function call behind a macro.
static inline int cmembarrier_sigrtmax(void) { return SIGRTMAX; }
static inline int cmembarrier_sigrtmin(void) { return SIGRTMIN; }

#endif
