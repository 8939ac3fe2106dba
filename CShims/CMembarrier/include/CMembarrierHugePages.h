// Huge pages: advice that libc's headers are too old to name, and the switch of the whole process.
#ifndef CMEMBARRIER_HUGEPAGES_H
#define CMEMBARRIER_HUGEPAGES_H

#include <errno.h>
#include <sys/prctl.h>

// Without this Swift would test each result for null.
#pragma clang assume_nonnull begin

// Advice for madvise(2). The kernel's ABI; Debian 12's libc lacks the last, and Swift sees none that hides behind a feature macro.
enum {
    cmembarrier_madv_hugepage = 14,
    cmembarrier_madv_nohugepage = 15,
    cmembarrier_madv_populate_read = 22,   // 5.14
    cmembarrier_madv_populate_write = 23,  // 5.14
    cmembarrier_madv_collapse = 25,        // 6.1
};

// prctl(2) is variadic. Takes transparent huge pages from the whole process, or gives them back. Returns 0 or -errno.
static inline int cmembarrier_set_thp_disable(int disable) {
    return prctl(PR_SET_THP_DISABLE, (unsigned long)disable, 0ul, 0ul, 0ul) < 0 ? -errno : 0;
}

// Whether the process goes without transparent huge pages: not 0 if so, or -errno.
static inline int cmembarrier_get_thp_disable(void) {
    int result = prctl(PR_GET_THP_DISABLE, 0ul, 0ul, 0ul, 0ul);
    return result < 0 ? -errno : result;
}

#pragma clang assume_nonnull end

#endif
