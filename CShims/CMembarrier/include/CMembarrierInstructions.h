// Single instructions that Swift has no spelling for.
#ifndef CMEMBARRIER_INSTRUCTIONS_H
#define CMEMBARRIER_INSTRUCTIONS_H

#include <stdint.h>
#if defined(__x86_64__)
#include <cpuid.h>
#endif

// A compiler barrier: no instruction, but no memory access is moved across it. Synchronization has only real fences.
static inline __attribute__((always_inline)) void cmembarrier_compiler_barrier(void) {
    __asm__ __volatile__("" ::: "memory");
}

// The spin-wait hint. Synchronization keeps its own private.
static inline __attribute__((always_inline)) void cmembarrier_pause(void) {
#if defined(__x86_64__)
    __asm__ __volatile__("pause");
#elif defined(__aarch64__)
    __asm__ __volatile__("isb");
#endif
}

// Whether a page-protection downgrade interrupts every CPU that runs this process: only x86-64 does it so, and there only
// while the kernel cannot broadcast the TLB flush instead (INVLPGB: CPUID 8000_0008h, EBX bit 3).
static inline int cmembarrier_tlb_shootdown_interrupts(void) {
#if defined(__x86_64__)
    unsigned int eax = 0, ebx = 0, ecx = 0, edx = 0;
    if (!__get_cpuid(0x80000008u, &eax, &ebx, &ecx, &edx)) return 1;
    return (ebx & (1u << 3)) == 0;
#else
    return 0;
#endif
}

#endif
