// Which callbacks of memory notifiers run on the calling thread. It is C because Swift has no __thread.
#ifndef CMEMBARRIER_CALLBACKS_H
#define CMEMBARRIER_CALLBACKS_H

#include <stddef.h>

// The innermost frame, which lies on the thread's stack and points to the one around it; null outside of any.
extern __thread void *_Nullable cmembarrier_callback_frame __attribute__((tls_model("initial-exec")));

static inline void *_Nullable cmembarrier_get_callback_frame(void) { return cmembarrier_callback_frame; }

static inline void cmembarrier_set_callback_frame(void *_Nullable frame) { cmembarrier_callback_frame = frame; }

#endif
