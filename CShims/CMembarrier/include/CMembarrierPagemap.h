// The scan of the page tables by /proc/self/pagemap, and what it is told and tells.
#ifndef CMEMBARRIER_PAGEMAP_H
#define CMEMBARRIER_PAGEMAP_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>

#pragma clang assume_nonnull begin

// What PAGEMAP_SCAN knows of a page. Only what is used; no name is the kernel's, so that a newer header does no harm.
enum {
    cmembarrier_page_present = 1 << 3,
    cmembarrier_page_swapped = 1 << 4,
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

// Likewise, for the first page that is present or swapped, one of zeros too. Returns 1, 0 if there is none, or -errno.
static inline int cmembarrier_first_page(int pagemap, uint64_t start, uint64_t end, uint64_t *page) {
    enum { present_or_swapped = cmembarrier_page_present | cmembarrier_page_swapped };
    struct cmembarrier_page_region region = {0, 0, 0};
    struct cmembarrier_page_scan scan = {
        .size = sizeof(scan),
        .start = start,
        .end = end,
        .regions = (uint64_t)(uintptr_t)&region,
        .region_capacity = 1,
        .page_limit = 1,
        .sufficient_categories = present_or_swapped,
        .returned_categories = present_or_swapped,
    };
    int count;
    do count = ioctl(pagemap, _IOWR('f', 16, struct cmembarrier_page_scan), &scan);
    while (count < 0 && errno == EINTR);
    *page = region.start;
    return count < 0 ? -errno : count;
}

#pragma clang assume_nonnull end

#endif
