/* A thread that reports quiescent states, goes offline and comes back in any order, beside one updater that sleeps; on x86-TSO.
   With -DNR=2 an ordinary reader as well. It ends offline for good: the updater must end all the same. */
#ifndef NR
#define NR 1
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 2
#endif
#ifndef ACTIONS
#define ACTIONS 4
#endif
#define NU 1
#define NPROC (NR + NU)
#define FUTEX
#include "rcu.h"
#define USE(ok, v) d_step { (ok) -> assert(!FREED(0, v)) }
#define HOLD(ok) LOAD_IF(ok, r, POINTER(0), v)

inline SECTION(ok) { ENTER(ok, r, w, e); HOLD(ok); USE(ok, v); LEAVE(ok, r, w); v = 0 }

proctype QuiescentReader(byte r) {
  byte n, w, e, v, seen;
  bit online;
  do
  :: n < ACTIONS ->
    n++;
    if
    :: !online -> SECTION(RUNS(r))
    :: !online -> online = 1;
#ifdef HOLD_BEFORE_ONLINE                       /* mutant: no light fence, so a compiler moves the load of the pointer up */
      HOLD(RUNS(r)); REPORT(RUNS(r), r, seen, w);
#else
      REPORT(RUNS(r), r, seen, w); HOLD(RUNS(r));
#endif
    :: online ->                                /* a section, which may not end the protection of v */
      ENTER(RUNS(r), r, w, e); LOAD_IF(RUNS(r), r, POINTER(0), e); USE(RUNS(r), e); e = 0; LEAVE(RUNS(r), r, w)
#ifdef USE_AFTER_REPORT                         /* mutant: no light fence before the store, or a thread that reports too early */
    :: online -> QUIESCENT_STATE(RUNS(r), r, seen, w); USE(RUNS(r), v); HOLD(RUNS(r))
    :: online -> online = 0; OFFLINE(RUNS(r), r, w); USE(RUNS(r), v); v = 0
#else
    :: online -> USE(RUNS(r), v); QUIESCENT_STATE(RUNS(r), r, seen, w); HOLD(RUNS(r))
    :: online -> online = 0; USE(RUNS(r), v); OFFLINE(RUNS(r), r, w); v = 0
#endif
    fi;
    NOBODY_LEFT_ASLEEP(RUNS(r), r);
#ifndef REPORTS_OLD_EPOCH
    seen = 0
#endif
  :: else -> break
  od;
  if :: online -> online = 0; USE(RUNS(r), v); OFFLINE(RUNS(r), r, w) :: else fi
}
#if NR > 1
proctype Reader(byte r) { byte w, e, v; SECTION(RUNS(r)) }
#endif
#ifdef SIGNALS
proctype Handler(byte r) {
  byte w, e, v;
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
    STORE(NR, POINTER(0), n + 1); GRACE_PERIOD(NR);
    d_step { FREED(0, n) = 1; n++ }
  :: else -> break
  od
}
init { atomic {
  mem[EPOCH] = 1;
  run Updater(); run Drainer(NR);
  registered[0] = 1; run QuiescentReader(0); run Drainer(0);
#ifdef SIGNALS
  run Handler(0);
#endif
#if NR > 1
  registered[1] = 1; run Reader(1); run Drainer(1)
#endif
} }
