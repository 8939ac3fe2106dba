/* SleepableRCU on C++20's memory model, without its sleep; see sleepable_rcu.pml and weak_memory.pml. NT threads with a task each, and the writer. */
#ifndef NT
#define NT 1
#endif
#ifndef GRACE_PERIODS
#define GRACE_PERIODS 2
#endif
#ifndef SECTIONS                                /* of the first task */
#define SECTIONS 2
#endif
#define WRITER NT
#define NTHREADS (NT + 1)
#define LOCKS(t, p)   (4 * (t) + (p))
#define UNLOCKS(t, p) (4 * (t) + 2 + (p))
#define PHASE   (4 * NT)
#define POINTER (4 * NT + 1)
#ifdef MOVES
#define MOVED   (4 * NT + 2)
#define NLOC (4 * NT + 3)
#else
#define NLOC (4 * NT + 2)
#endif
#define HISTORY 3                               /* two sections at most for a counter, two grace periods */
#define VERSIONS (GRACE_PERIODS + 1)
#define REACH ((1 << NT) - 1)
#include "views.h"

#ifdef RELAXED_LOCK
#define LOCK_RELEASE false
#else
#define LOCK_RELEASE true
#endif
#ifdef RELAXED_UNLOCK
#define UNLOCK_RELEASE false
#else
#define UNLOCK_RELEASE true
#endif
#ifdef RELAXED_SUM
#define SUM_ACQUIRE false
#else
#define SUM_ACQUIRE true
#endif
#ifdef RELAXED_PUBLICATION
#define PUBLICATION_RELEASE false
#else
#define PUBLICATION_RELEASE true
#endif
#ifdef RELAXED_MOVE                             /* whoever resumes the task orders nothing: not this package's to prevent */
#define MOVE_RELEASE false
#else
#define MOVE_RELEASE true
#endif
#define INCREMENT(t, l, release) STORE(t, l, NEWEST(l) + 1, release)

proctype Task(byte t) {
  byte n, k, p, v;
  do
  :: n < (t == 0 -> SECTIONS : 1) ->
    LOAD(t, PHASE, k, p, false);
    INCREMENT(t, LOCKS(t, p), LOCK_RELEASE);
    LOAD(t, POINTER, k, v, true);
    USE(t, WRITER, v);
#ifdef MOVES
    if
    :: t == 0 -> STORE(t, MOVED, 1, MOVE_RELEASE); d_step { t = 1; n = SECTIONS; k = 1; TAKE(t, MOVED, k, k, true) };
      USE(t, WRITER, v)
    :: true
    fi;
#endif
    INCREMENT(t, UNLOCKS(t, p), UNLOCK_RELEASE);
    d_step { k = 0; p = 0; v = 0; n++ }
  :: else -> break
  od
}

#define ADD(p, l, sign, acquire) LOAD(WRITER, l, k, k, acquire); d_step { open[p] = open[p] + sign * k; k = 0 }
inline SUM_LOCKS() {
  do
  :: i < NT -> ADD(0, LOCKS(i, 0), 1, LOCK_RELEASE); ADD(1, LOCKS(i, 1), 1, LOCK_RELEASE); i++
  :: else -> break
  od; i = 0
}
inline SUM_UNLOCKS() {
  do
  :: i < NT -> ADD(0, UNLOCKS(i, 0), -1, SUM_ACQUIRE); ADD(1, UNLOCKS(i, 1), -1, SUM_ACQUIRE); i++
  :: else -> break
  od; i = 0
}
#define BIT(p) (1 << (p))
inline LOOK() {
#ifdef LOCKS_SUMMED_FIRST
  SUM_LOCKS(); SUM_UNLOCKS();
#else
  SUM_UNLOCKS(); SUM_LOCKS();
#endif
  d_step {
    if :: open[0] == 0 -> pending = pending & ~BIT(0) :: else fi; open[0] = 0;
    if :: open[1] == 0 -> pending = pending & ~BIT(1) :: else fi; open[1] = 0
  };
  if
  :: !flipped && pending == BIT(NEWEST(PHASE)) -> flipped = 1; STORE(WRITER, PHASE, 1 - NEWEST(PHASE), false);
#ifdef HEAVY_AFTER_FLIP
    HEAVY_FENCE(WRITER)
#endif
  :: else
  fi
}
proctype Writer() {
  byte n, i, k, unfenced, pending;
  bit flipped;
  short open[2];
  do
  :: n < GRACE_PERIODS ->
    INITIALISE(WRITER); STORE(WRITER, POINTER, n + 1, PUBLICATION_RELEASE);
#if !defined(NO_HEAVY) && !defined(HEAVY_AFTER_FLIP)
    HEAVY_FENCE(WRITER);
#endif
#ifdef ONLY_ACTIVE_DRAINED
    pending = BIT(NEWEST(PHASE));
#else
    pending = 3;
#endif
    do :: pending != 0 -> LOOK() :: else -> break od;
    flipped = 0;
    FREE(WRITER, n); n++
  :: else -> break
  od
}
init { atomic {
  run Writer(); run Task(0);
#if NT > 1
  run Task(1)
#endif
} }
