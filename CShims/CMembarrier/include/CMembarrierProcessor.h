// Which processor runs the caller: rseq(2)'s area lies in thread-local storage, which Swift cannot reach.
#ifndef CMEMBARRIER_PROCESSOR_H
#define CMEMBARRIER_PROCESSOR_H

#include <stddef.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

extern __thread int32_t cmembarrier_unknown_processor __attribute__((tls_model("initial-exec")));
extern ptrdiff_t cmembarrier_processor_offset;

// The thread pointer, from which rseq(2)'s area is found: the builtin is missing on x86-64 in older compilers.
static inline __attribute__((always_inline)) void *cmembarrier_thread_pointer(void) {
#if defined(__x86_64__)
    void *pointer;
    __asm__("mov %%fs:0, %0" : "=r"(pointer));
    return pointer;
#else
    return __builtin_thread_pointer();
#endif
}

// The processor that runs the caller, as the kernel keeps it in rseq(2)'s area: two loads. Negative where it is not known.
static inline __attribute__((always_inline)) int32_t cmembarrier_processor(void) {
    return *(volatile int32_t *)((char *)cmembarrier_thread_pointer() + cmembarrier_processor_offset);
}

// The same by a system call, for where rseq(2) is not: sched_getcpu is hidden from Swift. 0 where it is refused.
static inline int32_t cmembarrier_getcpu(void) {
    unsigned int processor = 0;
    return syscall(SYS_getcpu, &processor, NULL, NULL) < 0 ? 0 : (int32_t)processor;
}

#endif
