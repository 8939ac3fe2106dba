#define _GNU_SOURCE
#include "CMembarrierWorkers.h"

#include <pthread.h>
#include <time.h>

__thread void *cmembarrier_worker = 0;

int32_t cmembarrier_join_within(uintptr_t thread, int64_t nanoseconds) {
    struct timespec limit;
    clock_gettime(CLOCK_MONOTONIC, &limit);
    nanoseconds += limit.tv_nsec;
    limit.tv_sec += nanoseconds / 1000000000;
    limit.tv_nsec = nanoseconds % 1000000000;
    return pthread_clockjoin_np((pthread_t)thread, NULL, CLOCK_MONOTONIC, &limit);
}
