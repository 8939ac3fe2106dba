// The read sides that liburcu has inline. Each wraps a macro, and is always inlined, so that a Swift loop contains the
// same instructions as a C loop would.
#ifndef CLIBURCUREADERS_H
#define CLIBURCUREADERS_H

#include "../../CLiburcu/CLiburcu.h"

#define CLIBURCUSHIMS_INLINE static inline __attribute__((always_inline))

CLIBURCUSHIMS_INLINE void cliburcushims_memb_read_lock(void) { urcu_memb_read_lock(); }
CLIBURCUSHIMS_INLINE void cliburcushims_memb_read_unlock(void) { urcu_memb_read_unlock(); }

CLIBURCUSHIMS_INLINE void cliburcushims_mb_read_lock(void) { urcu_mb_read_lock(); }
CLIBURCUSHIMS_INLINE void cliburcushims_mb_read_unlock(void) { urcu_mb_read_unlock(); }

CLIBURCUSHIMS_INLINE void cliburcushims_bp_read_lock(void) { urcu_bp_read_lock(); }
CLIBURCUSHIMS_INLINE void cliburcushims_bp_read_unlock(void) { urcu_bp_read_unlock(); }

CLIBURCUSHIMS_INLINE void cliburcushims_qsbr_read_lock(void) { urcu_qsbr_read_lock(); }
CLIBURCUSHIMS_INLINE void cliburcushims_qsbr_read_unlock(void) { urcu_qsbr_read_unlock(); }
CLIBURCUSHIMS_INLINE void cliburcushims_qsbr_quiescent_state(void) { urcu_qsbr_quiescent_state(); }
CLIBURCUSHIMS_INLINE void cliburcushims_qsbr_thread_offline(void) { urcu_qsbr_thread_offline(); }
CLIBURCUSHIMS_INLINE void cliburcushims_qsbr_thread_online(void) { urcu_qsbr_thread_online(); }

#endif
