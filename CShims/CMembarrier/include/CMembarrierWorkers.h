// What the threads of a group of workers need and Swift does not see: a word of thread-local storage, and the affinity mask, whose
// calls are hidden behind _GNU_SOURCE.
#ifndef CMEMBARRIER_WORKERS_H
#define CMEMBARRIER_WORKERS_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#pragma clang assume_nonnull begin

enum { cmembarrier_affinity_limit = 8192 };

// The worker that the calling thread is; NULL on every other thread.
extern __thread void *_Nullable cmembarrier_worker __attribute__((tls_model("initial-exec")));

static inline __attribute__((always_inline)) void *_Nullable cmembarrier_current_worker(void) { return cmembarrier_worker; }

static inline void cmembarrier_set_current_worker(void *_Nullable worker) { cmembarrier_worker = worker; }

// sched_getaffinity(2) of a thread, 0 for the calling one. Writes up to capacity numbers of processors that it may run on, ascending, and
// returns how many it wrote, or -errno.
static inline int32_t cmembarrier_allowed_processors(int32_t thread, int32_t *processors, int32_t capacity) {
    unsigned char mask[cmembarrier_affinity_limit / 8];
    long bytes = syscall(SYS_sched_getaffinity, thread, sizeof(mask), mask);
    if (bytes < 0) return -errno;
    int32_t count = 0;
    for (int32_t processor = 0; processor < 8 * bytes && count < capacity; processor++)
        if (mask[processor / 8] >> (processor % 8) & 1) processors[count++] = processor;
    return count;
}

// sched_setaffinity(2): keeps a thread, 0 for the calling one, on one processor. Returns 0 or -errno.
static inline int32_t cmembarrier_pin_thread(int32_t thread, int32_t processor) {
    unsigned char mask[cmembarrier_affinity_limit / 8];
    if (processor < 0 || processor >= cmembarrier_affinity_limit) return -EINVAL;
    memset(mask, 0, sizeof(mask));
    mask[processor / 8] = (unsigned char)(1 << (processor % 8));
    return syscall(SYS_sched_setaffinity, thread, sizeof(mask), mask) < 0 ? -errno : 0;
}

// pthread_join(3) with a limit, which is hidden behind _GNU_SOURCE. Returns 0, ETIMEDOUT, or another errno.
int32_t cmembarrier_join_within(uintptr_t thread, int64_t nanoseconds);

#pragma clang assume_nonnull end

#endif
