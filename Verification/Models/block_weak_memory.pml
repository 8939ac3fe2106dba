/* The shared word of a block on C++20's memory model; see block_death.pml. Two slots: the first was freed locally and counts with the merge, the second is
   freed by another thread; one flushes. Whoever makes the block dead writes to both, as the next life does. Every #ifdef is a mutant. */
#ifndef FLUSHES
#define FLUSHES 2
#endif
#define OWNER 0
#define FREER 1
#define FLUSHER 2
#define NTHREADS 3
#define SLOT(s) (s)
#define SHARED 2
#define NLOC 3
#define HISTORY (2 * FLUSHES + 3)
#define VERSIONS 2                              /* here, slots */
#include "views.h"

/* The shared word: slots counted, those in the dirty range, flags. */
#define COUNT(w) ((w) % 4)
#define RANGE(w) (((w) / 4) % 4)
#define IN_RANGE(s) (4 << (s))
#define MERGED 16
#define PINNED 32
#define DEAD(w) (COUNT(w) == 2 && ((w) & MERGED) && !((w) & PINNED))
#define LIVE 0
#define DIRTY 1
#define FLUSHED 2

/* A read-modify-write takes the newest store and goes on with what that one carries, a release sequence, whatever its own order is. */
#define EXCHANGE(t, when, update, acquire, release) d_step { (when) -> \
    word = NEWEST(SHARED); update; \
    VIEW(t, SHARED) = last[SHARED]; \
    if :: acquire -> FOR_ALL(NVIEW, RAISE(VIEW(t, x), CARRIED(SHARED, last[SHARED], x))) :: else fi; \
    STORED(SHARED, last[SHARED] + 1) = word; last[SHARED]++; VIEW(t, SHARED) = last[SHARED]; \
    FOR_ALL(NVIEW, CARRIED(SHARED, last[SHARED], x) = CARRIED(SHARED, last[SHARED] - 1, x); \
      if :: release -> RAISE(CARRIED(SHARED, last[SHARED], x), VIEW(t, x)) :: else fi) }
/* A plain access of what lies in a slot. */
#define ACCESS(t, s) d_step { FOR_ALL(NTHREADS, assert(LAST_USE(x, s) <= VIEW(t, ACCESSES(x)))); \
  VIEW(t, ACCESSES(t)) = VIEW(t, ACCESSES(t)) + 1; LAST_USE(t, s) = VIEW(t, ACCESSES(t)) }

#ifdef COUNT_WITHOUT_RELEASE
#define COUNT_RELEASE false
#else
#define COUNT_RELEASE true
#endif
#ifdef COUNT_WITHOUT_ACQUIRE
#define COUNT_ACQUIRE false
#else
#define COUNT_ACQUIRE true
#endif
#ifdef PIN_WITHOUT_ACQUIRE
#define PIN_ACQUIRE false
#else
#define PIN_ACQUIRE true
#endif
#ifdef UNPIN_WITHOUT_RELEASE
#define UNPIN_RELEASE false
#else
#define UNPIN_RELEASE true
#endif
#ifdef UNPIN_WITHOUT_ACQUIRE
#define UNPIN_ACQUIRE false
#else
#define UNPIN_ACQUIRE true
#endif

byte reaped;
inline REAP_IF_DEAD(me) {
  if :: DEAD(word) -> assert(!reaped); reaped = 1; ACCESS(me, 0); ACCESS(me, 1) :: else fi;
  word = 0
}
proctype Thread(byte me) {
  byte word;
  ACCESS(me, me);
  STORE(me, SLOT(me), DIRTY, false);
  EXCHANGE(me, true, word = word + 1 + IN_RANGE(me) + (me == OWNER -> MERGED : 0), COUNT_ACQUIRE, COUNT_RELEASE);
  REAP_IF_DEAD(me)
}
proctype Flusher() {
  byte n, word, range, s, k, seen;
  do
  :: n < FLUSHES ->
    if
    :: EXCHANGE(FLUSHER, !DEAD(NEWEST(SHARED)) && RANGE(NEWEST(SHARED)) != 0, range = RANGE(word); word = (word & ~12) | PINNED, PIN_ACQUIRE, false); word = 0;
      do
      :: s < 2 ->
        if
        :: range & (1 << s) ->
          LOAD(FLUSHER, SLOT(s), k, seen, false); k = 0;
          assert(seen == DIRTY); seen = 0;      /* else the flush passes it by */
          ACCESS(FLUSHER, s); STORE(FLUSHER, SLOT(s), FLUSHED, false)
        :: else
        fi;
        s++
      :: else -> break
      od;
      s = 0; range = 0;
      EXCHANGE(FLUSHER, true, word = word & ~PINNED, UNPIN_ACQUIRE, UNPIN_RELEASE);
      REAP_IF_DEAD(FLUSHER)
    :: d_step { DEAD(NEWEST(SHARED)) || RANGE(NEWEST(SHARED)) == 0 -> skip }
    fi;
    n++
  :: else -> break
  od
}
init { atomic { run Thread(OWNER); run Thread(FREER); run Flusher() } }
