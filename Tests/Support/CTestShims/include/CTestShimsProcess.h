// Processes and processors: what Swift's Glibc module leaves out.
#ifndef CTESTSHIMS_PROCESS_H
#define CTESTSHIMS_PROCESS_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ctestshims_processor_limit = 8192 };

// fork(2) is marked unavailable in Swift. The child may only do what the test is about, and must end in _exit.
static inline pid_t ctestshims_fork(void) { return fork(); }

// wait(2)'s status macros. The exit status, or minus the number of the signal that ended the process.
static inline int32_t ctestshims_outcome(int32_t status) {
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

// sched_getaffinity(2), hidden behind _GNU_SOURCE. Writes up to capacity processor numbers that the calling thread may
// run on and returns how many, or -errno.
static inline int32_t ctestshims_allowed_processors(int32_t *_Nonnull processors, int32_t capacity) {
    unsigned char mask[ctestshims_processor_limit / 8];
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof(mask), mask);
    if (bytes < 0) return -errno;
    int32_t count = 0;
    for (int32_t processor = 0; processor < 8 * bytes && count < capacity; processor++)
        if (mask[processor / 8] >> (processor % 8) & 1) processors[count++] = processor;
    return count;
}

// sched_setaffinity(2), likewise: keeps the calling thread on one processor. Returns 0 or -errno.
static inline int32_t ctestshims_pin(int32_t processor) {
    unsigned char mask[ctestshims_processor_limit / 8];
    if (processor < 0 || processor >= ctestshims_processor_limit) return -EINVAL;
    memset(mask, 0, sizeof(mask));
    mask[processor / 8] = (unsigned char)(1 << (processor % 8));
    return syscall(SYS_sched_setaffinity, 0, sizeof(mask), mask) < 0 ? -errno : 0;
}

#endif
