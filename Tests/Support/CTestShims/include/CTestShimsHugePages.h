// What the tests of huge pages provoke: pages that the kernel holds, and threads that may make no system call.
#ifndef CTESTSHIMS_HUGEPAGES_H
#define CTESTSHIMS_HUGEPAGES_H

#include <errno.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// System call numbers, which are macros that differ between architectures.
static inline int32_t ctestshims_madvise_number(void) { return SYS_madvise; }
static inline int32_t ctestshims_ioctl_number(void) { return SYS_ioctl; }

// vmsplice(2), hidden behind _GNU_SOURCE: the pipe holds the page itself until it is read. Returns bytes, or -errno.
static inline int64_t ctestshims_hold_in_pipe(int32_t pipe, void *_Nonnull start, size_t bytes) {
    struct iovec range = {.iov_base = start, .iov_len = bytes};
    long result = syscall(SYS_vmsplice, pipe, &range, 1ul, 0u);
    return result < 0 ? -errno : result;
}

// From here on the kernel kills the calling thread at its first system call but read, write and exit; with it a thread that
// allocates its first memory, for which libc maps an arena. Returns 0 or -errno; prctl(2) is variadic.
static inline int32_t ctestshims_forbid_system_calls(void) {
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT, 0ul, 0ul, 0ul) < 0 ? -errno : 0;
}

#endif
