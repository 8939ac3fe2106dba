// Huge pages: advice that libc's headers are too old to name, and the scan of the page tables that says what came of it.
#ifndef CMEMBARRIER_HUGEPAGES_H
#define CMEMBARRIER_HUGEPAGES_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
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

// What PAGEMAP_SCAN knows of a page. Only what is used; no name is the kernel's, so that a newer header does no harm.
enum {
    cmembarrier_page_present = 1 << 3,
    cmembarrier_page_zero = 1 << 5,  // the shared page of zeros, small or huge: nobody's memory
    cmembarrier_page_huge = 1 << 6,  // mapped by a page-middle-directory entry
};

// Adjacent pages of the same categories: struct page_region of Linux 6.7, which Debian 12's header lacks.
struct cmembarrier_page_region {
    uint64_t start;
    uint64_t end;
    uint64_t categories;
};

// What PAGEMAP_SCAN takes: struct pm_scan_arg of Linux 6.7, likewise.
struct cmembarrier_page_scan {
    uint64_t size;
    uint64_t flags;
    uint64_t start;
    uint64_t end;
    uint64_t walk_end;
    uint64_t regions;
    uint64_t region_capacity;
    uint64_t page_limit;
    uint64_t inverted_categories;
    uint64_t required_categories;
    uint64_t sufficient_categories;
    uint64_t returned_categories;
};

// PAGEMAP_SCAN on /proc/self/pagemap: ioctl(2) is variadic, and its number a macro. Finds resident pages, those of zeros left out,
// and which of them are huge. Writes up to capacity regions and the address where it stopped; returns how many regions, or -errno
// (ENOTTY: a kernel before 6.7).
static inline int cmembarrier_scan_pages(
    int pagemap, uint64_t start, uint64_t end, struct cmembarrier_page_region *regions, size_t capacity, uint64_t *stopped
) {
    struct cmembarrier_page_scan scan = {
        .size = sizeof(scan),
        .start = start,
        .end = end,
        .regions = (uint64_t)(uintptr_t)regions,
        .region_capacity = capacity,
        .inverted_categories = cmembarrier_page_zero,
        .required_categories = cmembarrier_page_present | cmembarrier_page_zero,
        .returned_categories = cmembarrier_page_huge,
    };
    int count = ioctl(pagemap, _IOWR('f', 16, struct cmembarrier_page_scan), &scan);
    *stopped = scan.walk_end;
    return count < 0 ? -errno : count;
}

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
