// Which blocking notifier chains the calling thread is in a callback of. C because Swift has no __thread.
#ifndef CMEMBARRIER_CHAINS_H
#define CMEMBARRIER_CHAINS_H

#include <stdint.h>

// The address of the innermost call's frame, on the thread's own stack; 0 outside of all of them.
extern __thread uintptr_t cmembarrier_chain_frame __attribute__((tls_model("initial-exec")));

static inline __attribute__((always_inline)) uintptr_t cmembarrier_get_chain_frame(void) {
    return cmembarrier_chain_frame;
}

static inline __attribute__((always_inline)) void cmembarrier_set_chain_frame(uintptr_t frame) {
    cmembarrier_chain_frame = frame;
}

#endif
