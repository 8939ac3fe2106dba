// Constants of madvise(2) that older headers lack, and calls that Swift does not see.
#ifndef CMEMBARRIER_MEMORY_H
#define CMEMBARRIER_MEMORY_H

#include <errno.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

// Without this Swift would test each result for null.
#pragma clang assume_nonnull begin

// The kernel's ABI since 6.13. Debian 12's header has neither.
enum {
    cmembarrier_madv_guard_install = 102,
    cmembarrier_madv_guard_remove = 103,
};

// mmap's failure value is a cast that Swift does not import. Returns 0 or -errno.
static inline int cmembarrier_map_fixed(void *address, size_t bytes, int protection, int flags, int file, int64_t offset) {
    void *result = mmap(address, bytes, protection, flags | MAP_FIXED, file, offset);
    return result == MAP_FAILED ? -errno : 0;
}

// Address space and nothing behind it: no access, no memory, no accounting. NULL, with errno, where there is none.
static inline void *_Nullable cmembarrier_reserve(size_t bytes) {
    void *result = mmap(NULL, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return result == MAP_FAILED ? NULL : result;
}

// Zeroed memory that costs nothing until it is touched. NULL, with errno, where there is none.
static inline void *_Nullable cmembarrier_allocate_lazily(size_t bytes) {
    void *result = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return result == MAP_FAILED ? NULL : result;
}

// Takes the access away and gives the pages back, and leaves the addresses reserved. Returns 0 or -errno.
static inline int cmembarrier_unreserve_pages(void *address, size_t bytes) {
    return cmembarrier_map_fixed(address, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
}

// Pages of a file in memory, to be read and written in place, present when it returns. Returns 0 or -errno.
static inline int cmembarrier_map_file(void *address, size_t bytes, int file, int64_t offset) {
    return cmembarrier_map_fixed(address, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, file, offset);
}

// madvise(2), with -errno in place of errno.
static inline int cmembarrier_madvise(void *address, size_t bytes, int advice) {
    return madvise(address, bytes, advice) < 0 ? -errno : 0;
}

// memfd_create(2): hidden from Swift behind _GNU_SOURCE. Close-on-exec. Returns the descriptor or -errno.
static inline int cmembarrier_memfd(const char *name) {
    long result = syscall(SYS_memfd_create, name, 1u);
    return result < 0 ? -errno : (int)result;
}

#pragma clang assume_nonnull end

#endif
