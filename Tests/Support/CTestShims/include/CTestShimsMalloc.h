// How much malloc has handed out. C because Swift's Glibc module leaves malloc.h out.
#ifndef CTESTSHIMS_MALLOC_H
#define CTESTSHIMS_MALLOC_H

#include <malloc.h>
#include <stddef.h>

// Bytes that are allocated and not freed; of all threads, so only in a process of the test's own.
static inline size_t ctestshims_allocated_bytes(void) {
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

#endif
