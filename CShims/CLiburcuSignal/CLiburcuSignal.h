// liburcu's signal flavor: a module of its own, which the manifest leaves out where liburcu (0.15) no longer has it.
// The functions are wrappers because liburcu spells its inline readers as macros, which Swift does not import.
#ifndef CLIBURCUSIGNAL_H
#define CLIBURCUSIGNAL_H

// The types that the flavors share stay that module's.
#include "../CLiburcu/CLiburcu.h"

// SwiftPM remembers the answer of the manifest's search; after an upgrade of liburcu it may be an old one.
#if !__has_include(<urcu/urcu-signal.h>)
#error "This liburcu has no signal flavor: run `swift package purge-cache`, or set RCU_LIBURCU_SIGNAL=0."
#endif

#include <urcu/urcu-signal.h>

// Wraps a macro.
static inline __attribute__((always_inline)) void cliburcusignal_read_lock(void) { urcu_signal_read_lock(); }

// Wraps a macro.
static inline __attribute__((always_inline)) void cliburcusignal_read_unlock(void) { urcu_signal_read_unlock(); }

// liburcu's header declares only the table of the flavor that is included first.
extern const struct rcu_flavor_struct urcu_signal_flavor;

// The address of a C constant: Swift gives one only for the length of a call.
static inline const struct rcu_flavor_struct *cliburcusignal_flavor(void) { return &urcu_signal_flavor; }

#endif
