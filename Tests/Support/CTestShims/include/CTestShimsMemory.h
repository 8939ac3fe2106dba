// What the tests of the block allocator run out of on purpose: limits, mappings, and the choice of a processor.
#ifndef CTESTSHIMS_MEMORY_H
#define CTESTSHIMS_MEMORY_H

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "CTestShimsProcess.h"

static inline int32_t ctestshims_mmap_number(void) { return SYS_mmap; }

// The flags of the two kinds of mmap that replace a part of a reservation, for filters that look at them.
static inline uint32_t ctestshims_unreserve_flags(void) {
    return MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED;
}
static inline uint32_t ctestshims_frame_flags(void) { return MAP_SHARED | MAP_POPULATE | MAP_FIXED; }
static inline uint32_t ctestshims_populated_flags(void) { return MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE; }

enum ctestshims_limit { ctestshims_address_space, ctestshims_data, ctestshims_descriptors };

// setrlimit(2), soft and hard: Swift sees the resources as an enumeration that the function does not take.
static inline int32_t ctestshims_set_limit(int32_t which, uint64_t value) {
    struct rlimit limit = {.rlim_cur = value, .rlim_max = value};
    int result = setrlimit(
        which == ctestshims_address_space ? RLIMIT_AS : which == ctestshims_data ? RLIMIT_DATA : RLIMIT_NOFILE, &limit);
    return result < 0 ? -errno : 0;
}

// sched_setaffinity(2): lets the calling thread run on all of these again. Returns 0 or -errno.
static inline int32_t ctestshims_allow(const int32_t *_Nonnull processors, int32_t count) {
    unsigned char mask[ctestshims_processor_limit / 8];
    memset(mask, 0, sizeof(mask));
    for (int32_t index = 0; index < count; index++)
        mask[processors[index] / 8] |= (unsigned char)(1 << (processors[index] % 8));
    return syscall(SYS_sched_setaffinity, 0, sizeof(mask), mask) < 0 ? -errno : 0;
}

#endif
