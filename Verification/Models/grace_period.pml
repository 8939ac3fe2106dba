/* A grace period on x86-TSO: NR readers, one updater that replaces and frees what the readers use. */
#ifndef NR
#define NR 1
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 2
#endif
#ifndef SECTIONS
#define SECTIONS 2
#endif
#define NU 1
#define NPROC (NR + NU)
#include "rcu.h"

#define USE(ok, v) d_step { (ok) -> assert(!FREED(0, v)) }

/* With -DNESTED, a section in a section: the inner one may not end the protection of what the outer one holds. */
inline SECTION(ok) {
#ifdef LOAD_BEFORE_ENTER                        /* mutant: no light fence, so a compiler moves the load of the pointer up */
  LOAD_IF(ok, r, POINTER(0), v); ENTER(ok, r, w, e);
#else
  ENTER(ok, r, w, e); LOAD_IF(ok, r, POINTER(0), v);
#endif
#ifdef NESTED
  ENTER(ok, r, inner, e); LOAD_IF(ok, r, POINTER(0), v2); USE(ok, v2); v2 = 0; LEAVE(ok, r, inner);
#endif
#ifdef USE_AFTER_LEAVE                          /* mutant: no light fence and no release, so a compiler moves the store up */
  LEAVE(ok, r, w); USE(ok, v);
#else
  USE(ok, v); LEAVE(ok, r, w);
#endif
  v = 0
}

proctype Reader(byte r) {
  byte n, w, e, v, inner, v2;
#ifdef LATE_REGISTRATION
  d_step { (buffered[r] == 0) -> registered[r] = 1 };          /* a compare-and-swap on the list's head */
#endif
  do
  :: n < SECTIONS -> SECTION(RUNS(r)); n++;
#ifdef FUTEX
    NOBODY_LEFT_ASLEEP(RUNS(r), r)
#endif
  :: else -> break
  od
}
#ifdef SIGNALS
proctype Handler(byte r) {
  byte w, e, v, inner, v2;
end:
  (!in_handler[r]) -> in_handler[r] = 1;
  SECTION(true);
  in_handler[r] = 0
}
#endif
proctype Updater() {
  byte n, target, word, r, unfenced, listed;
  do
  :: n < GRACE_PERIODS ->
#ifdef HEAVY_BEFORE_PUBLICATION
    HEAVY_FENCE(NR);
#endif
    STORE(NR, POINTER(0), n + 1);
#ifdef FREE_BEFORE_WAIT
    FREED(0, n) = 1;
#endif
    GRACE_PERIOD(NR);
    d_step { FREED(0, n) = 1; n++ }
  :: else -> break
  od
}
init { atomic {
  byte i;
  mem[EPOCH] = 1;
  run Updater(); run Drainer(NR);
  do
  :: i < NR ->
#ifndef LATE_REGISTRATION
    registered[i] = 1;
#endif
    run Reader(i); run Drainer(i);
#ifdef SIGNALS
    run Handler(i);
#endif
    i++
  :: else -> break
  od
} }
