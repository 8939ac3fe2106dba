// System calls that reach Swift neither as functions (syscall(2) is variadic) nor as constants (macros).
#ifndef CMEMBARRIER_CALLS_H
#define CMEMBARRIER_CALLS_H

#include <errno.h>
#include <limits.h>
#include <linux/futex.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

// The numbers of membarrier(2). They are the kernel's ABI; Debian 12's header lacks the last, so none is taken from it.
enum {
    cmembarrier_cmd_query = 0,
    cmembarrier_cmd_global = 1 << 0,
    cmembarrier_cmd_global_expedited = 1 << 1,
    cmembarrier_cmd_register_global_expedited = 1 << 2,
    cmembarrier_cmd_private_expedited = 1 << 3,
    cmembarrier_cmd_register_private_expedited = 1 << 4,
    cmembarrier_cmd_private_expedited_sync_core = 1 << 5,
    cmembarrier_cmd_register_private_expedited_sync_core = 1 << 6,
    cmembarrier_cmd_private_expedited_rseq = 1 << 7,
    cmembarrier_cmd_register_private_expedited_rseq = 1 << 8,
    cmembarrier_cmd_get_registrations = 1 << 9,
    cmembarrier_flag_cpu = 1 << 0,
};

// membarrier(2) has no libc wrapper. Returns the call's result, or -errno.
static inline int cmembarrier_call(int command, unsigned int flags, int cpu) {
    long result = syscall(SYS_membarrier, command, flags, cpu);
    return result < 0 ? -errno : (int)result;
}

// futex(2) has no libc wrapper. Sleeps while *word == expected; a negative timeout is none.
// Returns 0 or -errno (EAGAIN: the word had changed; EINTR; ETIMEDOUT).
static inline int cmembarrier_futex_wait(void *word, uint32_t expected, int64_t timeout_ns) {
    struct timespec limit = {.tv_sec = timeout_ns / 1000000000, .tv_nsec = timeout_ns % 1000000000};
    long result = syscall(SYS_futex, word, FUTEX_WAIT_PRIVATE, expected, timeout_ns < 0 ? NULL : &limit, NULL, 0);
    return result < 0 ? -errno : 0;
}

// Wakes up to count sleepers of the word. It cannot fail for a mapped, aligned word, and keeps errno for signal handlers.
static inline void cmembarrier_futex_wake(void *word, int count) {
    int saved = errno;
    syscall(SYS_futex, word, FUTEX_WAKE_PRIVATE, count, NULL, NULL, 0);
    errno = saved;
}

// gettid(2): the libc wrapper is younger (2.30) than the kernels supported.
static inline int32_t cmembarrier_gettid(void) { return (int32_t)syscall(SYS_gettid); }

// tgkill(2): likewise. With signal 0 it asks whether the thread exists. Returns 0 or -errno.
static inline int cmembarrier_tgkill(int32_t process, int32_t thread, int signal) {
    return syscall(SYS_tgkill, process, thread, signal) < 0 ? -errno : 0;
}

// Names the calling thread, up to 15 bytes: prctl is variadic, and pthread_setname_np is hidden from Swift.
static inline void cmembarrier_name_this_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
