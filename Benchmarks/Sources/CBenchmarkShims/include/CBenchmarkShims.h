#ifndef C_BENCHMARK_SHIMS_H
#define C_BENCHMARK_SHIMS_H

#include <stddef.h>
#include <stdint.h>

/* The processor's timestamp counter. Swift has no intrinsic for it, and two threads can only start within
   nanoseconds of each other by watching the one clock that takes no call to read. Not serialising: what is
   timed with it lasts much longer than the few instructions that may overlap. */
static inline uint64_t CBenchmarkShims_ticks(void) {
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#elif defined(__aarch64__)
    uint64_t ticks;
    __asm__ __volatile__("mrs %0, cntvct_el0" : "=r"(ticks));
    return ticks;
#else
#error "rcu-bench supports x86-64 and arm64"
#endif
}

/* The same, not before what stands before it has been done, and before what stands after it begins: for the time of a single
   short call, which would otherwise be in flight while the counter is read. */
static inline uint64_t CBenchmarkShims_ordered_ticks(void) {
#if defined(__x86_64__)
    __builtin_ia32_lfence();
    uint64_t ticks = __builtin_ia32_rdtsc();
    __builtin_ia32_lfence();
    return ticks;
#else
    uint64_t ticks;
    __asm__ __volatile__("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks)::"memory");
    return ticks;
#endif
}

/* One turn of a polite spin loop, the same instruction as liburcu's caa_cpu_relax() on x86-64. The standard
   library keeps its own hint internal. The memory clobber stops the compiler from folding turns together. */
static inline void CBenchmarkShims_pause(void) {
#if defined(__x86_64__)
    __asm__ __volatile__("pause" ::: "memory");
#else
    __asm__ __volatile__("yield" ::: "memory");
#endif
}

/* The calling thread's processors as a bit mask: bit n % 64 of word n / 64 for processor n. glibc declares these calls
   only under _GNU_SOURCE, which Swift's view of it does not define. 0, or an errno. */
int CBenchmarkShims_get_affinity(uint64_t *bits, size_t words);
int CBenchmarkShims_set_affinity(const uint64_t *bits, size_t words);

/* Makes the compiler believe that what the address points to is read and written here: otherwise it may drop a malloc and
   a free with nothing between them. No instruction. */
static inline void CBenchmarkShims_escape(void *address) {
    __asm__ __volatile__("" : : "r"(address) : "memory");
}

/* The path of the library whose malloc this process calls, or NULL. dladdr is declared only under _GNU_SOURCE. */
const char *CBenchmarkShims_library_of_malloc(void);

#endif
