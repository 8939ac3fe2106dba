/* GracePeriod tokens on x86-TSO: updater 0 starts one instead of waiting, asks now and then, and frees; updater 1 leads the rounds of rcu.h that
   answer it. The reader is rcu.h's. With -DNARROWED the heavy fence interrupts readers alone. */
#ifndef NR
#define NR 1
#endif
#ifndef SECTIONS
#define SECTIONS 2
#endif
#ifndef TOKENS
#define TOKENS 2
#endif
#ifndef ROUNDS
#define ROUNDS 3
#endif
#define NU 2
#define NPROC (NR + NU)
#ifdef NARROWED
#define REACH ((1 << NR) - 1)
#endif
#define LOCATIONS_OF_ITS_OWN 2
#include "rcu.h"
#define BEGUN     ITS_OWN(0)
#define COMPLETED ITS_OWN(1)
#define STARTER NR
#define LEADER (NR + 1)

proctype Reader(byte r) {
  byte n, w, e, v;
  do
  :: n < SECTIONS ->
    ENTER(true, r, w, e); LOAD(r, POINTER(0), v);
    d_step { assert(!FREED(0, v)); v = 0 };
    LEAVE(true, r, w); n++
  :: else -> break
  od
}
proctype Starter() {
  byte n, needed, answer;
  do
  :: n < TOKENS ->
    STORE(STARTER, POINTER(0), n + 1);
#ifndef NO_FENCE_AT_START
    FULL_FENCE(STARTER);
#endif
#if defined(NEXT_AFTER_COMPLETED)
    LOAD(STARTER, COMPLETED, needed); needed++;
#elif defined(JOINS_ROUND_UNDER_WAY)
    LOAD(STARTER, BEGUN, needed);
#else
    LOAD(STARTER, BEGUN, needed); needed++;
#endif
    if
#ifdef ANSWERED_FROM_BEGUN
    :: d_step { LOADED(STARTER, BEGUN) >= needed -> FREED(0, n) = 1 }
#else
    :: d_step { LOADED(STARTER, COMPLETED) >= needed -> FREED(0, n) = 1 }
#endif
    :: true                                     /* asked too early, and never again */
    fi;
    needed = 0; n++
  :: else -> break
  od
}
proctype Leader() {
  byte n, target, word, r, unfenced, listed;
  do
  :: n < ROUNDS ->
    n++;
#if defined(BEGUN_AFTER_FENCE)
    HEAVY_FENCE(LEADER); STORE(LEADER, BEGUN, n); LIST(); ADVANCE(LEADER); SCAN(LEADER); target = 0; listed = 0;
    STORE(LEADER, COMPLETED, n)
#elif defined(COMPLETED_BEFORE_SCAN)
    STORE(LEADER, BEGUN, n); STORE(LEADER, COMPLETED, n); GRACE_PERIOD(LEADER)
#else
    STORE(LEADER, BEGUN, n); GRACE_PERIOD(LEADER); STORE(LEADER, COMPLETED, n)
#endif
  :: else -> break
  od
}
init { atomic {
  mem[EPOCH] = 1;
  run Starter(); run Drainer(STARTER); run Leader(); run Drainer(LEADER);
  registered[0] = 1; run Reader(0); run Drainer(0);
#if NR > 1
  registered[1] = 1; run Reader(1); run Drainer(1)
#endif
} }
