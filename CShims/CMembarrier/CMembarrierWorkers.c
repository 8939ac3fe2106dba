#define _GNU_SOURCE
#include "CMembarrierWorkers.h"

#include <pthread.h>
#include <time.h>

__thread void *cmembarrier_worker = 0;

// ThreadSanitizer does not see pthread_clockjoin_np, and takes the next thread of the same handle for one that never ended.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define SEES_TIMED_JOIN_ONLY 1
#endif
#endif

int32_t cmembarrier_join_within(uintptr_t thread, int64_t nanoseconds) {
#ifdef SEES_TIMED_JOIN_ONLY
    const clockid_t clock = CLOCK_REALTIME;
#else
    const clockid_t clock = CLOCK_MONOTONIC;
#endif
    struct timespec limit;
    clock_gettime(clock, &limit);
    nanoseconds += limit.tv_nsec;
    limit.tv_sec += nanoseconds / 1000000000;
    limit.tv_nsec = nanoseconds % 1000000000;
#ifdef SEES_TIMED_JOIN_ONLY
    return pthread_timedjoin_np((pthread_t)thread, NULL, &limit);
#else
    return pthread_clockjoin_np((pthread_t)thread, NULL, clock, &limit);
#endif
}
