#ifndef CLIBURCUTHREADS_H
#define CLIBURCUTHREADS_H

#include <sys/prctl.h>

// Names the calling thread, up to 15 bytes: prctl is variadic, and pthread_setname_np is hidden from Swift.
static inline void cliburcushims_name_this_thread(const char *name) { (void)prctl(PR_SET_NAME, name, 0, 0, 0); }

#endif
