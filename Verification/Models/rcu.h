/* The reader (SectionEntry, ReaderRecord, QuiescentStateReporter) and the grace period (GracePeriods), over tso.h.
   NR readers run on processors 0 … NR-1, NU updaters on those after. FUTEX lets the updater sleep, SIGNALS lets a handler interrupt a
   reader; every other #ifdef is a mutant. A light fence is program order, so it is not a step. */
#define EPOCH 0
#define WORD(r)    (1 + (r))
#define WAITING(r) (1 + NR + (r))
#define POINTER(u) (1 + 2 * NR + (u))          /* one protected pointer per updater */
#ifndef LOCATIONS_OF_ITS_OWN                    /* of the including model */
#define LOCATIONS_OF_ITS_OWN 0
#endif
#define ITS_OWN(i) (1 + 2 * NR + NU + (i))
#define NLOC (1 + 2 * NR + NU + LOCATIONS_OF_ITS_OWN)
#include "tso.h"

#ifdef PARITY                                   /* mutant: a 1-bit epoch, still with one scan */
#define NEXT(e) (3 - (e))
#define BLOCKS(word, target) ((word) != 0 && (word) != (target))
#else
#define NEXT(e) ((e) + 1)
#define BLOCKS(word, target) ((word) != 0 && (word) < (target))
#endif

/* What version v of updater u's data is: freed is set at once, the soonest that anybody could see it. */
#define VERSIONS 4
bit freed[NU * VERSIONS];
#define FREED(u, v) freed[(u) * VERSIONS + (v)]
bit registered[NR];

/* The target of the scan under way, or 0. A section entered during a scan must not prolong it: that every wait ends follows. */
byte awaited;
#define LOAD_EPOCH(ok, r, e) d_step { (ok) -> e = LOADED(r, EPOCH); assert(awaited == 0 || !BLOCKS(e, awaited)) }

/* A handler runs on its reader's processor and record, between any two of its steps. */
bit in_handler[NR];
#ifdef SIGNALS
#define RUNS(r) (!in_handler[r])
#else
#define RUNS(r) true
#endif

/* futex(2): the kernel compares and queues under the bucket's lock, and issues a full barrier before it looks for waiters. */
bit asleep[NR];                                 /* the updater that sleeps on a reader's waiting word */
#ifdef FUTEX_WITHOUT_COMPARE
#define FUTEX_WAIT(p, r) d_step { (buffered[p] == 0) -> asleep[r] = 1 }; (!asleep[r])
#else
#define FUTEX_WAIT(p, r) d_step { (buffered[p] == 0) -> asleep[r] = mem[WAITING(r)] }; (!asleep[r])
#endif
/* After a reader's step that ends its claim, nobody sleeps on a claim that is no more. */
#define NOBODY_LEFT_ASLEEP(ok, r) d_step { (ok) -> assert(!asleep[r] || BLOCKS(LOADED(r, WORD(r)), awaited)) }
#define FUTEX_WAKE(ok, r) d_step { ((ok) && buffered[r] == 0) -> asleep[r] = 0 }

/* The reader. `own` is the section's local copy of the word on entry: 0 means outermost. `runs` guards every step. */
inline ENTER(runs, me, own, seen) {
  LOAD_IF(runs, me, WORD(me), own);
  if
  :: own == 0 -> LOAD_EPOCH(runs, me, seen); STORE_IF(runs, me, WORD(me), seen); seen = 0
  :: else
  fi
}
inline CHECK_WAITING(runs, me, own) {
#ifdef FUTEX
  LOAD_IF(runs, me, WAITING(me), own);
  if
  :: own != 0 ->
#if defined(CLEAR_AFTER_WAKE)
    FUTEX_WAKE(runs, me); STORE_IF(runs, me, WAITING(me), 0);
#elif defined(NEVER_CLEARED_BY_READER)
    FUTEX_WAKE(runs, me);
#else
    STORE_IF(runs, me, WAITING(me), 0); FUTEX_WAKE(runs, me);
#endif
    own = 0
  :: else
  fi
#else
  skip
#endif
}
inline LEAVE(runs, me, own) {
  if
#ifdef NESTED_LEAVE_CLEARS
  :: true -> own = 0;
#else
  :: own == 0 ->
#endif
#ifdef CHECK_BEFORE_CLEAR                       /* mutant: no light fence after the store, so a compiler moves the check up */
    CHECK_WAITING(runs, me, own); STORE_IF(runs, me, WORD(me), 0)
#else
    STORE_IF(runs, me, WORD(me), 0); CHECK_WAITING(runs, me, own)
#endif
#ifndef NESTED_LEAVE_CLEARS
  :: else -> own = 0
#endif
  fi
}

/* A thread with a quiescent-state reporter: its word is the last epoch it reported, 0 while offline; a section of its own does nothing.
   REPORT also takes it online. QUIESCENT_STATE is the thread's own call: nothing to report while no grace period has begun. */
inline REPORT(runs, me, seen, own) {
#ifdef REPORTS_OLD_EPOCH                        /* mutant: the epoch that it loaded last time, or at birth */
  d_step { (runs) -> if :: seen == 0 -> seen = 1 :: else fi; assert(awaited == 0 || !BLOCKS(seen, awaited)) };
#else
  LOAD_EPOCH(runs, me, seen);
#endif
#ifdef REPORTS_AHEAD
  seen++;
#endif
  STORE_IF(runs, me, WORD(me), seen);
#ifndef REPORTS_WITHOUT_CHECK
  CHECK_WAITING(runs, me, own)
#endif
}
inline QUIESCENT_STATE(runs, me, seen, own) {
  LOAD_EPOCH(runs, me, seen);
  LOAD_IF(runs, me, WORD(me), own);
  if
  :: own != seen -> own = 0; REPORT(runs, me, seen, own)
  :: else -> own = 0
  fi
}
inline OFFLINE(runs, me, own) {
#ifndef OFFLINE_KEEPS_WORD
  STORE_IF(runs, me, WORD(me), 0);
#endif
  CHECK_WAITING(runs, me, own)
}

/* The updater, on processor `at`. target, word, r, unfenced and listed are its locals. */
inline FENCE(at) {
#if defined(NO_HEAVY)
  skip
#elif defined(OWN_FENCE_ONLY)
  FULL_FENCE(at)
#else
  HEAVY_FENCE(at)
#endif
}
inline ADVANCE(at) { d_step { (buffered[at] == 0) -> target = NEXT(mem[EPOCH]); mem[EPOCH] = target } }
inline LIST() { d_step { listed = registered[0]; r = 1; do :: r < NR -> listed = listed | (registered[r] << r); r++ :: else -> break od; r = 0 } }

inline SLEEP_UNTIL(at) {
  do
  ::
#ifdef SET_AFTER_FENCE
    HEAVY_FENCE(at); STORE(at, WAITING(r), 1);
#else
    STORE(at, WAITING(r), 1);
#ifdef WAIT_WITHOUT_FENCE
    FULL_FENCE(at);
#else
    HEAVY_FENCE(at);
#endif
#endif
#ifndef WAIT_WITHOUT_RECHECK
    LOAD(at, WORD(r), word);
    if :: BLOCKS(word, target) :: else -> break fi;
#endif
    FUTEX_WAIT(at, r);
    LOAD(at, WORD(r), word);
    if :: BLOCKS(word, target) :: else -> break fi
  od;
  word = 0;
#ifndef NOT_CLEARED_BY_UPDATER
  STORE(at, WAITING(r), 0)
#endif
}
inline WAIT_FOR(at) {
#ifdef FUTEX
  LOAD(at, WORD(r), word);
  if :: BLOCKS(word, target) -> SLEEP_UNTIL(at) :: else fi;
#else
  do
  ::
    LOAD(at, WORD(r), word);
    if :: BLOCKS(word, target) :: else -> break fi
  od;
#endif
  word = 0
}
inline SCAN(at) {
  awaited = target;
  do
  :: r < NR -> if :: listed & (1 << r) -> WAIT_FOR(at) :: else fi; r++
  :: else -> break
  od;
  r = 0; awaited = 0
}
inline GRACE_PERIOD(at) {
#ifdef LIST_BEFORE_FENCE
  LIST();
#endif
#if !defined(HEAVY_BEFORE_PUBLICATION) && !defined(HEAVY_AFTER_ADVANCE)
  FENCE(at);
#endif
#ifndef LIST_BEFORE_FENCE
  LIST();
#endif
#ifdef SCAN_BEFORE_ADVANCE
  LOAD(at, EPOCH, target); target = NEXT(target); SCAN(at); ADVANCE(at);
#else
  ADVANCE(at);
#ifdef HEAVY_AFTER_ADVANCE
  FENCE(at);
#endif
#ifdef TARGET_NOT_ADVANCED
  target--;
#endif
  SCAN(at);
#endif
  target = 0; listed = 0
}
