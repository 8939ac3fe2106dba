/* C++20's release and acquire for any number of threads and locations: views. Before the include: NTHREADS, NLOC, and HISTORY, the most stores that a
   location gets, its first value among them; all stores to a location are by one thread, or ordered by a lock.
   A thread's view has for each location the oldest store that it may still load, and for each thread how many of that one's plain
   accesses happen before its own next step. A release store carries its thread's view; an acquire load of it takes that over.
   What a fence adds binds the fencing thread's own later loads, its floor, and is not carried: C++ promises no more. */
#define NVIEW (NLOC + NTHREADS)
#define ACCESSES(t) (NLOC + (t))
byte value[NLOC * HISTORY], last[NLOC];
byte view[NTHREADS * NVIEW];
byte carried[NLOC * HISTORY * NVIEW];
byte floor[NTHREADS * NLOC];
byte fenced[NLOC];                              /* what the last sequentially consistent fence left for the next */
#define STORED(l, k) value[(l) * HISTORY + (k)]
#define NEWEST(l) STORED(l, last[l])
#define VIEW(t, x) view[(t) * NVIEW + (x)]
#define FLOOR(t, l) floor[(t) * NLOC + (l)]
#define OLDEST(t, l) (VIEW(t, l) < FLOOR(t, l) -> FLOOR(t, l) : VIEW(t, l))
#define CARRIED(l, k, x) carried[((l) * HISTORY + (k)) * NVIEW + (x)]
#define RAISE(variable, least) variable = (variable < (least) -> (least) : variable)

hidden byte x;
#define FOR_ALL(bound, effect) x = 0; do :: x < (bound) -> effect; x++ :: else -> break od; x = 0

/* `choice` is a byte of the caller's, any store that the view allows; `to`, for the value, may be the same. */
#define TAKE(t, l, k, to, acquire) VIEW(t, l) = k; \
  if :: acquire -> FOR_ALL(NVIEW, RAISE(VIEW(t, x), CARRIED(l, k, x))) :: else fi; to = STORED(l, k)
inline LOAD(who, where, choice, to, acquire) {
  atomic {
    choice = OLDEST(who, where); do :: choice < last[where] -> choice++ :: break od; skip;
    d_step { TAKE(who, where, choice, to, acquire) }
  }
}
#define APPEND(t, l, v, release) STORED(l, last[l] + 1) = v; last[l]++; VIEW(t, l) = last[l]; \
  if :: release -> FOR_ALL(NVIEW, CARRIED(l, last[l], x) = VIEW(t, x)) :: else fi
#define STORE(t, l, v, release) d_step { APPEND(t, l, v, release) }

/* A fence orders atomics. Only with ACKNOWLEDGED do plain accesses at the interrupt happen before what its sender does next, as they do in a kernel. */
#define FENCE_STEP(t) FOR_ALL(NLOC, RAISE(fenced[x], OLDEST(t, x)); FLOOR(t, x) = fenced[x])
#define FULL_FENCE(t) d_step { FENCE_STEP(t) }
#ifdef ACKNOWLEDGED
#define INTERRUPT(t, q) d_step { (unfenced & (1 << (q))) -> unfenced = unfenced & ~(1 << (q)); FENCE_STEP(q); \
  FOR_ALL(NVIEW, RAISE(VIEW(t, x), VIEW(q, x)); VIEW(q, x) = VIEW(t, x)) }
#else
#define INTERRUPT(t, q) d_step { (unfenced & (1 << (q))) -> unfenced = unfenced & ~(1 << (q)); FENCE_STEP(q) }
#endif
/* `unfenced` is a byte of the caller; REACH the set of threads that are interrupted. */
inline HEAVY_FENCE(sender) {
  d_step { unfenced = REACH; FENCE_STEP(sender) };
  do
  :: INTERRUPT(sender, 0)
#if NTHREADS > 1
  :: INTERRUPT(sender, 1)
#endif
#if NTHREADS > 2
  :: INTERRUPT(sender, 2)
#endif
  :: unfenced == 0 -> break
  od;
  skip;
  FULL_FENCE(sender)
}

/* Plain data, in versions: written by its owner, used by readers, freed by whoever. Unless accesses are ordered that is a race. */
byte last_use[NTHREADS * VERSIONS];
bit freed[VERSIONS];
#define LAST_USE(t, v) last_use[(t) * VERSIONS + (v)]
#define INITIALISE(t) d_step { VIEW(t, ACCESSES(t)) = VIEW(t, ACCESSES(t)) + 1 }
#define USE(t, owner, v) d_step { assert(!freed[v]); assert(VIEW(t, ACCESSES(owner)) >= v); \
  VIEW(t, ACCESSES(t)) = VIEW(t, ACCESSES(t)) + 1; LAST_USE(t, v) = VIEW(t, ACCESSES(t)) }
#define FREE(t, v) d_step { FOR_ALL(NTHREADS, assert(LAST_USE(x, v) <= VIEW(t, ACCESSES(x)))); freed[v] = 1 }
