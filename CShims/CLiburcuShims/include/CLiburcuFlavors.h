// liburcu's tables of functions, one per flavor, and what a table made in Swift needs.
#ifndef CLIBURCUFLAVORS_H
#define CLIBURCUFLAVORS_H

#include <stdio.h>
#include <stdlib.h>

#include "../../CLiburcu/CLiburcu.h"

// liburcu's header declares only the table of the flavor that is included first.
extern const struct rcu_flavor_struct urcu_memb_flavor, urcu_mb_flavor, urcu_bp_flavor, urcu_qsbr_flavor;

// The addresses of C constants: Swift gives one only for the length of a call.
static inline const struct rcu_flavor_struct *cliburcushims_memb_flavor(void) { return &urcu_memb_flavor; }
static inline const struct rcu_flavor_struct *cliburcushims_mb_flavor(void) { return &urcu_mb_flavor; }
static inline const struct rcu_flavor_struct *cliburcushims_bp_flavor(void) { return &urcu_bp_flavor; }
static inline const struct rcu_flavor_struct *cliburcushims_qsbr_flavor(void) { return &urcu_qsbr_flavor; }

// Whether the library's writers issue membarrier(2), decided when it was loaded. A mutable C global (an error in Swift
// 6), or, in a library built to force the system call, a macro.
static inline int cliburcushims_memb_has_sys_membarrier(void) { return urcu_memb_has_sys_membarrier; }

#if __has_include(<urcu/urcu-poll.h>)
static inline struct urcu_gp_poll_state cliburcushims_no_start_poll(void) {
    fputs("LibURCU: this package's RCU does not serve start_poll_synchronize_rcu: use RCU.GracePeriod\n", stderr);
    abort();
}

static inline bool cliburcushims_no_poll_state(struct urcu_gp_poll_state state) {
    (void)state;
    fputs("LibURCU: this package's RCU does not serve poll_state_synchronize_rcu: use RCU.GracePeriod\n", stderr);
    abort();
}
#endif

// Fills the entries of a flavor table that only liburcu 0.14 and later have. In C, because Swift cannot ask whether a
// field exists. No part of liburcu calls them through a table; a program that does gets a message, not a jump to NULL.
static inline void cliburcushims_flavor_fill_poll(struct rcu_flavor_struct *flavor) {
#if __has_include(<urcu/urcu-poll.h>)
    flavor->update_start_poll_synchronize_rcu = cliburcushims_no_start_poll;
    flavor->update_poll_state_synchronize_rcu = cliburcushims_no_poll_state;
#else
    (void)flavor;
#endif
}

#endif
