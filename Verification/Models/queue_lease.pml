/* The lease of a CPUQueue on x86-TSO: the owner enters with a store, a light fence and a second look; whoever else wants in takes the mutex and revokes.
   Threads 0 … NT-1, each on its processor; a light fence is program order, so it is not a step. Every #ifdef but KEEPS is a mutant. */
#ifndef NT
#define NT 2
#endif
#ifndef ENTRIES                                 /* of the first thread */
#define ENTRIES 3
#endif
#ifndef OTHERS                                  /* of each other thread */
#define OTHERS 2
#endif
#define NPROC NT
#define MUTEX 0
#define OWNER 1                                 /* 0: none */
#define DATA  2                                 /* what the lease protects: how often it was entered */
#ifdef ONE_BUSY_WORD                            /* mutant: of the queue, not of the thread */
#define BUSY(o) 3
#else
#define BUSY(o) (2 + (o))
#endif
#ifdef ID_USED_TWICE                            /* mutant: the first and the last thread */
#define ID(t) ((t) == NT - 1 -> 1 : 1 + (t))
#else
#define ID(t) (1 + (t))
#endif
#define NLOC (3 + NT)
#include "tso.h"

bit inside;
byte entered;
inline BEGIN_USE() { d_step { assert(!inside); inside = 1; seen = LOADED(me, DATA); assert(seen == entered) } }
inline END_USE()   { d_step { (buffered[me] < K) -> ENTRY(me, buffered[me]) = DATA * 16 + seen + 1; buffered[me]++; entered++; inside = 0; seen = 0 } }
inline USE() { BEGIN_USE(); END_USE() }

inline LOCK() { d_step { (buffered[me] == 0 && mem[MUTEX] == 0) -> mem[MUTEX] = 1 } }
inline UNLOCK() { STORE(me, MUTEX, 0) }

/* The biased way in; done stays 0 if the lease was not the thread's, or is no more. */
inline FAST() {
  LOAD(me, OWNER, owner);
  if
  :: owner == ID(me) ->
#ifdef LOOK_BEFORE_BUSY                         /* mutant: no light fence, so the second look moves up */
    LOAD(me, OWNER, owner); STORE(me, BUSY(ID(me)), 1);
#else
    STORE(me, BUSY(ID(me)), 1);
#ifndef NO_SECOND_LOOK
    LOAD(me, OWNER, owner);
#endif
#endif
    if
    :: owner == ID(me) ->
#ifdef LEAVES_EARLY                             /* mutant: no release, so the last store moves down */
      BEGIN_USE(); STORE(me, BUSY(ID(me)), 0); END_USE();
#else
      USE(); STORE(me, BUSY(ID(me)), 0);
#endif
      done = 1
    :: else ->
#ifndef LOCKS_WHILE_BUSY
      STORE(me, BUSY(ID(me)), 0)
#endif
    fi
  :: else
  fi;
  owner = 0
}
inline WAIT_UNTIL_LEFT() {
#ifndef NOT_WAITED_FOR
  (LOADED(me, BUSY(owner)) == 0);
#endif
  skip
}
inline REVOKE() {
  STORE(me, OWNER, 0);
#ifdef OWN_FENCE_ONLY
  FULL_FENCE(me);
#else
  HEAVY_FENCE(me);
#endif
  WAIT_UNTIL_LEFT()
}
inline SLOW() {
  LOCK();
  LOAD(me, OWNER, owner);
#ifdef BIASED_BEFORE_WAIT                       /* mutant: in the old owner's place at once, and in by its way, as soon as the fence has passed */
  if
  :: owner != 0 && owner != ID(me) -> STORE(me, OWNER, ID(me)); HEAVY_FENCE(me); owner = 0; UNLOCK(); FAST()
  :: else -> owner = 0; USE(); STORE(me, OWNER, ID(me)); UNLOCK()
  fi;
#else
  if
#ifdef KEEPS
  :: owner != 0 && owner != ID(me) -> REVOKE()
#else
  :: owner != 0 -> REVOKE()
#endif
  :: else
  fi;
  owner = 0;
  USE();
#ifdef LOCKS_WHILE_BUSY
  STORE(me, BUSY(ID(me)), 0);
#endif
#ifdef BIASED_AFTER_UNLOCK
  if :: UNLOCK(); STORE(me, OWNER, ID(me)) :: UNLOCK() fi
#else
  if :: STORE(me, OWNER, ID(me)) :: skip fi;    /* the 64th in a row */
  UNLOCK()
#endif
#endif
}
proctype Thread(byte me) {
  byte n, owner, seen, unfenced;
  bit done;
  n = (me == 0 -> ENTRIES : OTHERS);
  do
  :: n > 0 ->
    if :: FAST() :: skip fi;                    /* skip: a flush or a purge takes the mutex, whoever owns the lease */
    if :: done -> done = 0 :: else -> SLOW() fi;
    n--
  :: else -> break
  od
}
init { atomic {
  mem[OWNER] = 1;
  run Thread(0); run Thread(1); run Drainer(0); run Drainer(1);
#if NT > 2
  run Thread(2); run Drainer(2)
#endif
} }
