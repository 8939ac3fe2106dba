/* SleepableRCU on x86-TSO: two counters a phase and thread, a flip, two drains, two heavy fences. NT threads on processors 0 … NT-1 with a task
   each; with -DMOVES the first task may go on inside its section on thread 1. The writer is on the last processor. FUTEX lets it sleep. */
#ifndef NT
#define NT 1
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 2
#endif
#ifndef SECTIONS                                /* of the first task */
#define SECTIONS 2
#endif
#ifndef SECTIONS_OF_OTHERS
#define SECTIONS_OF_OTHERS 1
#endif
#define LOCKS(t, p)   (4 * (t) + (p))
#define UNLOCKS(t, p) (4 * (t) + 2 + (p))
#define PHASE   (4 * NT)
#define POINTER (4 * NT + 1)
#define WAITING (4 * NT + 2)
#define MOVED   (4 * NT + 3)
#define NLOC (4 * NT + 4)
#define WRITER NT
#define NPROC (NT + 1)
#include "tso.h"

/* Only its owner stores to a counter, so that loading it and storing one more is one step. */
#define INCREMENT(t, l) d_step { (buffered[t] < K) -> ENTRY(t, buffered[t]) = (l) * 16 + LOADED(t, l) + 1; buffered[t]++ }
bit freed[GRACE_PERIODS + 1];
#define USE(v) d_step { assert(!freed[v]) }

/* 1 + the phase that the writer waits for. A section that begins meanwhile must not prolong it: that every wait ends follows. */
byte awaited;
#define LOAD_PHASE(t, p) d_step { p = LOADED(t, PHASE); assert(awaited != 1 + p) }

bit asleep;
#ifdef FUTEX_WITHOUT_COMPARE
#define FUTEX_WAIT() d_step { (buffered[WRITER] == 0) -> asleep = 1 }; (!asleep)
#else
#define FUTEX_WAIT() d_step { (buffered[WRITER] == 0) -> asleep = mem[WAITING] }; (!asleep)
#endif
#define FUTEX_WAKE(t) d_step { (buffered[t] == 0) -> asleep = 0 }

inline CHECK_WAITING() {
#ifdef FUTEX
  LOAD(t, WAITING, w);
#ifdef CLEAR_AFTER_WAKE
  if :: w -> w = 0; FUTEX_WAKE(t); STORE(t, WAITING, 0) :: else fi
#else
  if :: w -> w = 0; STORE(t, WAITING, 0); FUTEX_WAKE(t) :: else fi
#endif
#else
  skip
#endif
}
proctype Task(byte t) {                         /* t is the thread it runs on */
  byte n, p, v, w;
  do
  :: n < (t == 0 -> SECTIONS : SECTIONS_OF_OTHERS) ->
    LOAD_PHASE(t, p);
#ifdef LOAD_BEFORE_LOCK                         /* mutant: no light fence, so a compiler moves the load of the pointer up */
    LOAD(t, POINTER, v); INCREMENT(t, LOCKS(t, p));
#else
    INCREMENT(t, LOCKS(t, p)); LOAD(t, POINTER, v);
#endif
#ifdef MOVES
    if                                          /* whoever moves a task does so by a release and an acquire */
    :: t == 0 -> STORE(t, MOVED, 1); d_step { LOADED(1, MOVED) -> t = 1; n = SECTIONS }
    :: true
    fi;
#endif
#ifdef UNLOCKS_CURRENT_PHASE
    USE(v); LOAD(t, PHASE, p); INCREMENT(t, UNLOCKS(t, p)); CHECK_WAITING();
#elif defined(USE_AFTER_UNLOCK)                 /* mutant: no light fence and no release, so a compiler moves the store up */
    INCREMENT(t, UNLOCKS(t, p)); USE(v); CHECK_WAITING();
#elif defined(CHECK_BEFORE_UNLOCK)              /* mutant: no light fence after the store, so a compiler moves the check up */
    USE(v); CHECK_WAITING(); INCREMENT(t, UNLOCKS(t, p));
#else
    USE(v); INCREMENT(t, UNLOCKS(t, p)); CHECK_WAITING();
#endif
    p = 0; v = 0; n++
  :: else -> break
  od
}

/* open is then how many sections of the phase are: each whose unlock was counted had its lock counted too, if unlocks are first. */
inline SUM(l, sign) {
  do :: d_step { i < NT -> open = open + sign * LOADED(WRITER, l); i++ } :: i == NT -> break od;
  i = 0
}
inline LOOK(p) {
  open = 0;
#ifdef LOCKS_BEFORE_UNLOCKS
  SUM(LOCKS(i, p), 1); SUM(UNLOCKS(i, p), -1)
#else
  SUM(UNLOCKS(i, p), -1); SUM(LOCKS(i, p), 1)
#endif
}
inline LOOK_AGAIN(p) {
#ifdef FUTEX
#ifdef SET_AFTER_FENCE
  HEAVY_FENCE(WRITER); STORE(WRITER, WAITING, 1);
#else
  STORE(WRITER, WAITING, 1);
#ifdef WAIT_WITHOUT_FENCE
  FULL_FENCE(WRITER);
#else
  HEAVY_FENCE(WRITER);
#endif
#endif
#ifndef WAIT_WITHOUT_RECHECK
  LOOK(p);
#endif
  if
  :: open == 0
  :: else -> FUTEX_WAIT();
#ifdef WOKEN_TAKEN_FOR_DONE
    open = 0
#else
    LOOK(p)
#endif
  fi;
  STORE(WRITER, WAITING, 0)
#else
  LOOK(p)
#endif
}
/* The first look has the heavy fence between its sums; later ones need none. */
#define SIDE_A 0
#define SIDE_D 1
inline HEAVY(side) {
  if
#ifdef NO_FENCE_A
  :: side == SIDE_A -> FULL_FENCE(WRITER)
#endif
#ifdef NO_FENCE_D
  :: side == SIDE_D
#endif
  :: else -> HEAVY_FENCE(WRITER); awaited = 1 + q
  fi
}
inline AWAIT(side) {
#if defined(FENCE_FIRST)
  HEAVY(side); LOOK(q);
#elif defined(LOCKS_BEFORE_UNLOCKS)
  SUM(LOCKS(i, q), 1); HEAVY(side); SUM(UNLOCKS(i, q), -1);
#else
  SUM(UNLOCKS(i, q), -1); HEAVY(side); SUM(LOCKS(i, q), 1);
#endif
  do :: open != 0 -> LOOK_AGAIN(q) :: else -> break od;
  awaited = 0
}
proctype Writer() {
  byte n, q, i, unfenced;
  short open;
  do
  :: n < GRACE_PERIODS ->
    STORE(WRITER, POINTER, n + 1);
    d_step { q = 1 - LOADED(WRITER, PHASE) };   /* the phase that new sections do not enter; those that loaded it long ago may */
#ifndef ONLY_ACTIVE_DRAINED
    AWAIT(SIDE_A);
#endif
#ifndef NO_FLIP
    STORE(WRITER, PHASE, q);
#endif
    q = 1 - q;
#ifndef ONLY_INACTIVE_DRAINED
    AWAIT(SIDE_D);
#endif
    d_step { freed[n] = 1; n++; q = 0 }
  :: else -> break
  od
}
init { atomic {
  run Writer(); run Drainer(WRITER);
  run Task(0); run Drainer(0);
#if NT > 1
  run Task(1); run Drainer(1)
#endif
} }
