// The memb reader compiled as in a liburcu that requires membarrier(2): without the test, three times a section, of
// whether the system call exists. It needs a module of its own, because liburcu's header is compiled here in a second
// configuration.
#ifndef CLIBURCUMEMBWITHOUTCHECK_H
#define CLIBURCUMEMBWITHOUTCHECK_H

#ifndef _LGPL_SOURCE
#define _LGPL_SOURCE
#endif

#include <urcu/config.h>
#ifndef CONFIG_RCU_FORCE_SYS_MEMBARRIER
#define CONFIG_RCU_FORCE_SYS_MEMBARRIER 1
#endif

// A Swift module that inlines both readers holds both sets of C functions, and C functions of one name are one function
// there: clang refuses such a pair with different bodies. So every function of this configuration gets another name.
#define urcu_memb_smp_mb_slave cliburcumembwithoutcheck_smp_mb_slave
#define _urcu_memb_read_lock_update cliburcumembwithoutcheck_header_read_lock_update
#define _urcu_memb_read_lock cliburcumembwithoutcheck_header_read_lock
#define _urcu_memb_read_unlock_update_and_wakeup cliburcumembwithoutcheck_header_read_unlock_update_and_wakeup
#define _urcu_memb_read_unlock cliburcumembwithoutcheck_header_read_unlock
#define _urcu_memb_read_ongoing cliburcumembwithoutcheck_header_read_ongoing

#ifdef _URCU_MEMB_STATIC_H
#error "The guard of liburcu's header would leave this configuration empty: no file may include both."
#endif
#include <urcu/static/urcu-memb.h>

// Wraps a macro.
static inline __attribute__((always_inline)) void cliburcumembwithoutcheck_read_lock(void) { _urcu_memb_read_lock(); }

// Wraps a macro.
static inline __attribute__((always_inline)) void cliburcumembwithoutcheck_read_unlock(void) {
    _urcu_memb_read_unlock();
}

#undef urcu_memb_smp_mb_slave
#undef _urcu_memb_read_lock_update
#undef _urcu_memb_read_lock
#undef _urcu_memb_read_unlock_update_and_wakeup
#undef _urcu_memb_read_unlock
#undef _urcu_memb_read_ongoing
#undef urcu_memb_has_sys_membarrier

#endif
