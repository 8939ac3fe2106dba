/* Two updaters, each with data of its own, share the grace periods of rcu.h as rounds.h has it; NR readers use both; on x86-TSO. */
#ifndef NR
#define NR 1
#endif
#ifndef SECTIONS
#define SECTIONS 2
#endif
#ifndef CALLS                                   /* of the first updater */
#define CALLS 1
#endif
#define NU 2
#define CALLERS NU
#define NPROC (NR + NU)
#define FUTEX
#include "rcu.h"
inline ROUND() {
#ifdef BEGUN_AFTER_FENCE
  HEAVY_FENCE(NR + me); begun++; ADVANCE(NR + me); LIST(); SCAN(NR + me); target = 0; listed = 0;
#else
  begun++;
  GRACE_PERIOD(NR + me);
#endif
  FULL_FENCE(NR + me)                          /* stores reach memory in order: the reader's waiting word, then completed, then the lock */
}
#include "rounds.h"

proctype Reader(byte r) {
  byte n, w, e, v, v2;
  do
  :: n < SECTIONS ->
    ENTER(true, r, w, e);
    LOAD(r, POINTER(0), v); LOAD(r, POINTER(1), v2);
    d_step { assert(!FREED(0, v) && !FREED(1, v2)); v = 0; v2 = 0 };
    LEAVE(true, r, w); n++
  :: else -> break
  od
}
proctype Updater(byte me) {
  byte n, target, word, r, unfenced, listed, needed, seen, ended;
  do
  :: n < (me == 0 -> CALLS : 1) ->
    STORE(NR + me, POINTER(me), n + 1);
#ifndef NO_FENCE_ON_ARRIVAL
    FULL_FENCE(NR + me);
#endif
    JOIN();
#ifdef CLEARED_AFTER_UNLOCK
    STORE(NR + me, WAITING(0), 0);
#endif
    FREED(me, n) = 1; n++
  :: else -> break
  od
}
init { atomic {
  mem[EPOCH] = 1;
  run Updater(0); run Drainer(NR); run Updater(1); run Drainer(NR + 1);
  registered[0] = 1; run Reader(0); run Drainer(0);
#if NR > 1
  registered[1] = 1; run Reader(1); run Drainer(1)
#endif
} }
