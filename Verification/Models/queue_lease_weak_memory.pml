/* The lease of a CPUQueue on C++20's memory model; see queue_lease.pml. QUEUES of 2: a thread's busy word holds the number of the queue that it is in,
   and a thread that revokes waits until that is another. */
#ifndef NT
#define NT 2
#endif
#ifndef QUEUES
#define QUEUES 1
#endif
#ifndef ENTRIES                                 /* of the first thread */
#define ENTRIES 3
#endif
#ifndef OTHERS                                  /* of each other thread */
#define OTHERS 2
#endif
#define NTHREADS NT
#define BUSY(t)  (t)
#define OWNER(q) (NT + (q))                     /* 0: none */
#define NLOC (NT + QUEUES)
#define HISTORY (2 * (ENTRIES + OTHERS * (NT - 1)) + 1)
#define VERSIONS QUEUES
#define REACH (((1 << NT) - 1) & ~(1 << sender))
#include "views.h"

#ifdef RELAXED_LEAVE
#define LEAVE_RELEASE false
#else
#define LEAVE_RELEASE true
#endif
#ifdef RELAXED_LOSS
#define LOSS_RELEASE false
#else
#define LOSS_RELEASE true
#endif
#ifdef RELAXED_WAIT
#define WAIT_ACQUIRE false
#else
#define WAIT_ACQUIRE true
#endif
#ifdef RELAXED_SECOND_LOOK
#define LOOK_ACQUIRE false
#else
#define LOOK_ACQUIRE true
#endif
#if QUEUES > 1 && !defined(RELAXED_ENTRY)
#define ENTRY_RELEASE true
#else
#define ENTRY_RELEASE false
#endif

/* The mutexes, whose unlock carries a view. Two accesses of what a queue protects race unless one happens before the other. */
bit locked[QUEUES];
byte handed[QUEUES * NVIEW];
#define LOCK() d_step { (!locked[q]) -> locked[q] = 1; FOR_ALL(NVIEW, RAISE(VIEW(me, x), handed[q * NVIEW + x])) }
#define UNLOCK() d_step { FOR_ALL(NVIEW, handed[q * NVIEW + x] = VIEW(me, x)); locked[q] = 0 }
#define ACCESS() d_step { FOR_ALL(NTHREADS, assert(LAST_USE(x, q) <= VIEW(me, ACCESSES(x)))); INITIALISED(me); LAST_USE(me, q) = VIEW(me, ACCESSES(me)) }
#define INITIALISED(t) VIEW(t, ACCESSES(t)) = VIEW(t, ACCESSES(t)) + 1

inline FAST() {
  LOAD(me, OWNER(q), k, owner, false); k = 0;
  if
  :: owner == 1 + me ->
    STORE(me, BUSY(me), 1 + q, ENTRY_RELEASE);
    LOAD(me, OWNER(q), k, owner, LOOK_ACQUIRE); k = 0;
    if
    :: owner == 1 + me -> ACCESS(); ACCESS(); STORE(me, BUSY(me), 0, LEAVE_RELEASE); done = 1
    :: else -> STORE(me, BUSY(me), 0, LOSS_RELEASE)
    fi
  :: else
  fi;
  owner = 0
}
inline REVOKE() {
  STORE(me, OWNER(q), 0, false);
#ifdef NO_HEAVY
  FULL_FENCE(me);
#else
  HEAVY_FENCE(me);
#endif
#ifndef NOT_WAITED_FOR
  do
  :: LOAD(me, BUSY(owner - 1), k, k, WAIT_ACQUIRE); if :: k == 1 + q :: else -> break fi
  od;
  k = 0;
#endif
  skip
}
inline SLOW() {
  LOCK();
  LOAD(me, OWNER(q), k, owner, false); k = 0;
  if :: owner != 0 -> REVOKE() :: else fi;
  owner = 0;
  ACCESS(); ACCESS();
#ifdef BIASED_AFTER_UNLOCK
  if :: UNLOCK(); STORE(me, OWNER(q), 1 + me, true) :: UNLOCK() fi
#else
  if :: STORE(me, OWNER(q), 1 + me, false) :: skip fi;
  UNLOCK()
#endif
}
proctype Thread(byte me) {
  byte n, k, q, owner, unfenced;
  bit done;
  n = (me == 0 -> ENTRIES : OTHERS);
  do
  :: n > 0 ->
#if QUEUES > 1
    if :: q = 0 :: me == 0 -> q = 1 fi;         /* the others leave the second queue alone */
#endif
    if :: FAST() :: skip fi;
    if :: done -> done = 0 :: else -> SLOW() fi;
    q = 0; n--
  :: else -> break
  od
}
init { atomic {
  STORED(OWNER(0), 0) = 1;
#if QUEUES > 1
  STORED(OWNER(1), 0) = 1;
#endif
  run Thread(0); run Thread(1);
#if NT > 2
  run Thread(2)
#endif
} }
