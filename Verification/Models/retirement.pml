/* Retirement on x86-TSO: each owner has a queue that it alone appends to; one reclaimer empties them, and sleeps when all are empty. Owners on
   processors 0 … OWNERS-1, the reclaimer on the last. The grace period is abstract: it waits for the section that runs when it begins,
   of a reader that holds the newest version of each owner's data; its own fences are left out, so they cannot stand in for the queue's. */
#ifndef OWNERS
#define OWNERS 1
#endif
#ifndef ENTRIES                                 /* of the first owner */
#define ENTRIES 2
#endif
#define MOST 2
#ifndef SECTIONS
#define SECTIONS 2
#endif
#define COUNT(o) ((o) == 0 -> ENTRIES : 1)
#define TOTAL (ENTRIES + OWNERS - 1)
#define POINTER(o)  (o)
#define SLOT(o, i)  (OWNERS + MOST * (o) + (i)) /* the entry itself: 1 + the version that was retired */
#define TAIL(o)     (OWNERS * (1 + MOST) + (o))
#define IDLE        (OWNERS * (2 + MOST))
#define BEGUN       (OWNERS * (2 + MOST) + 1)
#define COMPLETED   (OWNERS * (2 + MOST) + 2)
#define REQUESTED   (OWNERS * (2 + MOST) + 3)
#define HANDED_OVER (OWNERS * (2 + MOST) + 4)   /* the second owner has told the first that it has retired */
#define NLOC (OWNERS * (2 + MOST) + 5)
#define RECLAIMER OWNERS
#define NPROC (OWNERS + 1)
#include "tso.h"

bit ran[OWNERS * (MOST + 1)];                   /* and so freed: version v of owner o's data */
#define RAN(o, v) ran[(o) * (MOST + 1) + (v)]
byte runs;
byte working = OWNERS;                          /* owners that have not ended */
#define MORE (working > 0 || runs < TOTAL)      /* else the reclaimer's sleep for ever is not the deadlock looked for */
bit in_section;
byte sections;                                  /* that the reader has entered */

proctype Reader() {
  byte v[OWNERS];
  do
  :: sections < SECTIONS ->
    d_step {
      sections++; in_section = 1; v[0] = mem[POINTER(0)];
#if OWNERS > 1
      v[1] = mem[POINTER(1)]
#endif
    };
    d_step {
      assert(!RAN(0, v[0])); v[0] = 0;
#if OWNERS > 1
      assert(!RAN(1, v[1])); v[1] = 0;
#endif
      in_section = 0
    }
  :: else -> break
  od
}
inline GRACE_PERIOD() {
  waited_for = (in_section -> sections : 0);
  (waited_for == 0 || !in_section || sections != waited_for);
  waited_for = 0
}

/* Read-modify-writes are full fences. futex(2) as in rcu.h. */
bit asleep;
#define EXCHANGE(p, l, v, old) d_step { (buffered[p] == 0) -> old = mem[l]; mem[l] = v }
inline WAKE() {
#ifdef CLEARED_WITHOUT_WAKE
  EXCHANGE(me, IDLE, 0, seen)
#else
  EXCHANGE(me, IDLE, 0, seen); if :: seen -> asleep = 0 :: else fi
#endif
}
inline WAKE_IF_IDLE() {
  if :: seen -> WAKE() :: else fi; seen = 0
}
inline RETIRE() {
  STORE(me, POINTER(me), n + 1);                /* nobody finds version n any more */
#if defined(TAIL_BEFORE_SLOT)                   /* mutant: no release, so a compiler moves the tail up */
  STORE(me, TAIL(me), n + 1); STORE(me, SLOT(me, n), n + 1); LOAD(me, IDLE, seen);
#elif defined(LOOK_BEFORE_TAIL)                 /* mutant: no light fence, so a compiler moves the load up */
  LOAD(me, IDLE, seen); STORE(me, SLOT(me, n), n + 1); STORE(me, TAIL(me), n + 1);
#else
  STORE(me, SLOT(me, n), n + 1); STORE(me, TAIL(me), n + 1); LOAD(me, IDLE, seen);
#endif
  WAKE_IF_IDLE()
}
/* Waits for a pass that began after the call, and asks for one. */
inline BARRIER() {
#ifndef NO_FENCE_ON_ARRIVAL
  FULL_FENCE(me);
#endif
  LOAD(me, BEGUN, needed);
#ifndef NEEDS_PASS_UNDER_WAY
  needed++;
#endif
  d_step { (buffered[me] == 0) -> if :: mem[REQUESTED] < needed -> mem[REQUESTED] = needed :: else fi };
#ifndef REQUEST_WITHOUT_WAKE
  LOAD(me, IDLE, seen); WAKE_IF_IDLE();
#endif
  d_step { (LOADED(me, COMPLETED) >= needed) -> needed = 0 }
}
proctype Owner(byte me) {
  byte n, needed;
  bit seen, others;
  do :: n < COUNT(me) -> RETIRE(); n++ :: else -> break od;
#ifdef BARRIERS
  if
  :: me == 0 -> LOAD(me, HANDED_OVER, others); BARRIER();
    n = 0; d_step { do :: n < ENTRIES -> assert(RAN(0, n)); n++ :: else -> break od; assert(!others || RAN(1, 0)) }
  :: else -> STORE(me, HANDED_OVER, 1)
  fi
#endif
  working--
}

inline SNAPSHOT() {
  do :: d_step { i < OWNERS -> end[i] = LOADED(RECLAIMER, TAIL(i)); found = found || end[i] > head[i]; i++ } :: i == OWNERS -> break od;
  i = 0
}
inline RUN() {
  do
  :: i < OWNERS ->
    do
    :: d_step { head[i] < end[i] -> assert(LOADED(RECLAIMER, SLOT(i, head[i])) == 1 + head[i]);
        assert(!RAN(i, head[i])); RAN(i, head[i]) = 1; runs++; head[i]++ }
    :: head[i] == end[i] -> break
    od; end[i] = 0; i++
  :: else -> break
  od;
  i = 0
}
inline FENCE() {
#ifdef OWN_FENCE_ONLY
  FULL_FENCE(RECLAIMER)
#else
  HEAVY_FENCE(RECLAIMER)
#endif
}
inline SLEEP() {
#ifdef SET_AFTER_FENCE
  FENCE(); STORE(RECLAIMER, IDLE, 1);
#else
  STORE(RECLAIMER, IDLE, 1); FENCE();
#endif
#ifndef NO_SECOND_LOOK
  SNAPSHOT();
#endif
#if defined(BARRIERS) && !defined(NO_LOOK_AT_REQUESTS)
  d_step { found = found || LOADED(RECLAIMER, REQUESTED) > pass };
#endif
  d_step { end[0] = 0;
#if OWNERS > 1
    end[1] = 0
#endif
  };
  if
  :: found -> STORE(RECLAIMER, IDLE, 0)
  :: else ->
#ifdef FUTEX_WITHOUT_COMPARE
    d_step { (buffered[RECLAIMER] == 0) -> asleep = 1 };
#else
    d_step { (buffered[RECLAIMER] == 0) -> asleep = mem[IDLE] };
#endif
    (!asleep || !MORE)
  fi;
  found = 0
}
inline BEGIN_PASS() {
#ifdef BARRIERS
  pass++; STORE(RECLAIMER, BEGUN, pass);
#ifndef NO_FENCE_IN_PASS
  FULL_FENCE(RECLAIMER);
#endif
#endif
  skip
}
inline END_PASS() {
#ifdef BARRIERS
  STORE(RECLAIMER, COMPLETED, pass);
#endif
  skip
}
proctype Reclaimer() {
  byte i, pass, waited_for, unfenced;
  byte head[OWNERS], end[OWNERS];
  bit found;
  do
  :: MORE ->
    BEGIN_PASS();
#ifdef SNAPSHOT_AFTER_GRACE_PERIOD
    GRACE_PERIOD(); SNAPSHOT();
#else
    SNAPSHOT();
    if :: found -> GRACE_PERIOD() :: else fi;
#endif
#ifdef COMPLETED_BEFORE_RUN
    END_PASS(); RUN();
#else
    RUN(); END_PASS();
#endif
    if :: found -> found = 0 :: else -> SLEEP() fi
  :: else -> break
  od
}
init { atomic {
  run Reclaimer(); run Drainer(RECLAIMER); run Reader();
  run Owner(0); run Drainer(0);
#if OWNERS > 1
  run Owner(1); run Drainer(1)
#endif
} }
