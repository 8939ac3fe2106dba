/* SleepableRCU on x86-TSO: SleepableGracePeriod, and the read side. NT threads on processors 0 … NT-1 with a task each; with -DMOVES the
   first task may go on inside its section on thread 1. The writer is on the last processor. FUTEX lets it sleep. */
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
#define FUTEX_WAIT(value) d_step { (buffered[WRITER] == 0) -> asleep = 1 }; (!asleep)
#else
#define FUTEX_WAIT(value) d_step { (buffered[WRITER] == 0) -> asleep = (mem[WAITING] == value) }; (!asleep)
#endif
#define FUTEX_WAKE(t) d_step { (buffered[t] == 0) -> asleep = 0 }

/* WAITING holds 1 + the phase that the writer sleeps for. Whoever clears it wakes. */
#define COMPARE_EXCHANGE(t, l, old, done) d_step { (buffered[t] == 0) -> done = (mem[l] == old); mem[l] = (done -> 0 : mem[l]) }
inline CHECK_WAITING() {
#ifdef FUTEX
  do
  :: LOAD(t, WAITING, w);
    if
    :: w != 1 + p -> break
    :: else ->
#ifdef CLEAR_AFTER_WAKE
      FUTEX_WAKE(t); COMPARE_EXCHANGE(t, WAITING, w, done); break
#else
      COMPARE_EXCHANGE(t, WAITING, w, done);
      if :: done -> done = 0; FUTEX_WAKE(t); break :: else fi
#endif
    fi
  od;
  w = 0; done = 0
#else
  skip
#endif
}
proctype Task(byte t) {                         /* t is the thread it runs on */
  byte n, p, v, w;
  bit done;
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

/* open[p] is then how many sections of the phase are: each whose unlock was counted had its lock counted too, if unlocks are first. */
#define ADD(p, l, sign) d_step { open[p] = open[p] + sign * LOADED(WRITER, l) }
inline SUM_LOCKS()   { do :: i < NT -> ADD(0, LOCKS(i, 0), 1); ADD(1, LOCKS(i, 1), 1); i++ :: else -> break od; i = 0 }
inline SUM_UNLOCKS() { do :: i < NT -> ADD(0, UNLOCKS(i, 0), -1); ADD(1, UNLOCKS(i, 1), -1); i++ :: else -> break od; i = 0 }

inline HEAVY() {
#ifdef OWN_FENCE_ONLY
  FULL_FENCE(WRITER)
#else
  HEAVY_FENCE(WRITER)
#endif
}
#define ACTIVE LOADED(WRITER, PHASE)
#define BIT(p) (1 << (p))
/* The phase that the wait is for: the inactive one as long as it holds the grace period back. */
#define AWAITED (pending == 3 -> 1 - ACTIVE : pending - 1)

inline LOOK() {
#ifdef LOCKS_SUMMED_FIRST
  SUM_LOCKS(); SUM_UNLOCKS();
#else
  SUM_UNLOCKS();
#ifdef FENCE_BETWEEN_SUMS
  if :: !fenced -> HEAVY(); fenced = 1 :: else fi;
#endif
  SUM_LOCKS();
#endif
  d_step {
    if :: open[0] == 0 -> pending = pending & ~BIT(0) :: else fi; open[0] = 0;
    if :: open[1] == 0 -> pending = pending & ~BIT(1) :: else fi; open[1] = 0
  };
#ifndef NO_FLIP
  if
  :: !flipped && pending == BIT(ACTIVE) -> STORE(WRITER, PHASE, 1 - ACTIVE); flipped = 1;
#ifdef HEAVY_AFTER_FLIP
    HEAVY()
#endif
  :: else
  fi;
#endif
  d_step { awaited = (pending != 0 && buffered[WRITER] == 0 -> 1 + AWAITED : 0) }
}
inline SLEEP() {
  if
  :: armed != 0 && LOADED(WRITER, WAITING) == 0 -> armed = 0           /* woken too early: a nap first */
  :: else ->
    do
#ifdef ARMED_ONCE
    :: pending != 0 && armed == 0 ->
#else
    :: pending != 0 && armed != 1 + AWAITED ->
#endif
      armed = 1 + AWAITED;
#ifdef SET_AFTER_FENCE
      HEAVY_FENCE(WRITER); STORE(WRITER, WAITING, armed);
#else
      STORE(WRITER, WAITING, armed);
#ifdef WAIT_WITHOUT_FENCE
      FULL_FENCE(WRITER);
#else
      HEAVY_FENCE(WRITER);
#endif
#endif
#ifdef WAIT_WITHOUT_RECHECK
      break
#else
      LOOK()
#endif
    :: else -> break
    od;
    if :: pending != 0 -> FUTEX_WAIT(armed) :: else fi;
#ifdef WOKEN_TAKEN_FOR_DONE
    pending = 0
#endif
  fi
}
inline GRACE_PERIOD() {
#if !defined(FENCE_BETWEEN_SUMS) && !defined(HEAVY_AFTER_FLIP) && !defined(HEAVY_BEFORE_PUBLICATION)
  HEAVY();
#endif
#if defined(ONLY_ACTIVE_DRAINED)
  pending = BIT(ACTIVE);
#elif defined(ONLY_INACTIVE_DRAINED)
  pending = BIT(1 - ACTIVE);
#else
  pending = 3;
#endif
  do
  :: LOOK();
    if :: pending == 0 -> break :: else fi;
#ifdef FUTEX
    SLEEP();
    if :: pending == 0 -> break :: else fi
#endif
  od;
#ifdef FUTEX
  if :: armed != 0 -> STORE(WRITER, WAITING, 0); armed = 0 :: else fi;
#endif
  awaited = 0; flipped = 0; fenced = 0
}
proctype Writer() {
  byte n, i, unfenced, pending, armed;
  bit flipped, fenced;
  short open[2];
  do
  :: n < GRACE_PERIODS ->
#ifdef HEAVY_BEFORE_PUBLICATION
    HEAVY();
#endif
    STORE(WRITER, POINTER, n + 1);
    GRACE_PERIOD();
    d_step { freed[n] = 1; n++ }
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
