/* One block of B slots: its local word, which the lease of its queue protects, its shared word, which anybody changes by compare-and-exchange, and its
   slot table. Each step is one atomic access or one critical section of the word it changes: a compare-and-exchange that fails changes nothing, so it is no step.
   An owner allocates and frees, another thread frees, one flushes, one purges; then the handle closes, and the block must die.
   MAPPED: a block of frames, whose range is used again only by a flush that covers it. Every other #ifdef but BYTE_IN_LEASE is a mutant. */
#define B 3
#ifndef LIVES                                   /* the metadata is used again in place */
#define LIVES 2
#endif
#ifndef FLUSHES
#define FLUSHES 2
#endif
#ifndef PURGES
#define PURGES 1
#endif
#ifndef ALLOCATORS                              /* others that allocate, once each */
#define ALLOCATORS 0
#endif

bit leased, listed = 1, closing, dead;
byte life;
byte unused = B, local_dirty, local_min = B, local_max;     /* the local word */
bit local_merged;
byte dirty, min = B, max;                                   /* the shared word */
bit merged, pinned;
bit lazy;                                                   /* a dead mapped block waits for its flush */

#define LIVE 1
#define DIRTY 2
#define FLUSHED 3
byte slot[B];

/* What is true of the slots of this life. */
#define OWNED 1                                 /* by the thread that allocates */
#define SENT 2                                  /* to the other thread */
#define RETURNING 3
#define RETURNED 4
byte state[B];
bit revoked[B];
bit reaped;

#define LEASE() d_step { (!leased) -> leased = 1 }
#define RELEASE() leased = 0
#define LEAST(a, b) ((a) < (b) -> (a) : (b))
#define MOST(a, b) ((a) > (b) -> (a) : (b))
#ifdef NOT_WIDENED
#define WIDEN(s) skip
#else
#define WIDEN(s) min = LEAST(min, s); max = MOST(max, s + 1)
#endif
#define WIDEN_LOCAL(s) local_min = LEAST(local_min, s); local_max = MOST(local_max, s + 1)
#define FOLD() min = LEAST(min, local_min); max = MOST(max, local_max); local_min = B; local_max = 0
#ifdef PIN_IGNORED
#define DEAD (merged && dirty == B)
#else
#define DEAD (merged && dirty == B && !pinned)
#endif
hidden byte x;
#define FOR_SLOTS(effect) x = 0; do :: x < B -> effect; x++ :: else -> break od; x = 0

/* By the thread that made the block dead. */
#define FORGET() d_step { FOR_SLOTS(slot[x] = 0) }
#ifdef MAPPED
#define REVOKED_BEFORE() FOR_SLOTS(assert(state[x] == 0 || revoked[x]))
#else
#define REVOKED_BEFORE() skip
#endif
#define RENEW() d_step { REVOKED_BEFORE(); unused = B; local_dirty = 0; local_min = B; local_max = 0; local_merged = 0; \
    dirty = 0; min = B; max = 0; merged = 0; pinned = 0; FOR_SLOTS(state[x] = 0; revoked[x] = 0); reaped = 0; life++ }
#ifdef NEVER_FORGOTTEN
#define NEXT_LIFE() RENEW()
#else
#define NEXT_LIFE() FORGET(); RENEW()
#endif
#ifdef CLOSE_UNSEEN
#define LIST_AGAIN() d_step { (!leased) -> listed = 1 }
#else
#define LIST_AGAIN() d_step { (!leased) -> if :: closing -> dead = 1 :: else -> listed = 1 fi }
#endif
inline REAP() {
  d_step { assert(!reaped); reaped = 1; FOR_SLOTS(assert(state[x] == 0 || state[x] == RETURNED)) };
#if defined(MAPPED) && !defined(REUSED_UNFLUSHED)
  d_step { if :: life + 1 == LIVES || closing -> dead = 1 :: else fi; lazy = 1 }
#else
  if
  :: life + 1 == LIVES || closing -> dead = 1
  :: else ->
    NEXT_LIFE();
    LIST_AGAIN()
  fi
#endif
}
inline REAP_IF(won) {
  if :: won -> won = 0; REAP() :: else fi
}

/* The full block leaves its list, and what was freed locally becomes the shared word's. */
inline MERGE() {
#if defined(NOT_MERGED)
  skip
#elif defined(MERGED_BY_STORE)
  found = dirty; d_step { dirty = found + local_dirty; FOLD(); merged = 1; local_merged = 1; found = 0 }
#elif defined(MERGED_WITHOUT_RANGE)
  d_step { dirty = dirty + local_dirty; merged = 1; local_merged = 1 }
#else
  d_step { dirty = dirty + local_dirty; FOLD(); merged = 1; local_merged = 1 }
#endif
}
inline ALLOCATE() {
  LEASE();
  if
  :: listed && unused > 0 ->
    s = B - unused;
    d_step { assert(state[s] == 0); unused = B - s - 1 };
#ifdef BYTE_IN_LEASE
    slot[s] = LIVE;
#endif
    if
    :: unused == 0 ->
      listed = 0;
#ifdef MERGED_AFTER_LEASE
      RELEASE(); MERGE()
#else
      MERGE(); RELEASE()
#endif
    :: else -> RELEASE()
    fi;
#ifndef BYTE_IN_LEASE
    slot[s] = LIVE;
#endif
    if :: state[s] = OWNED :: state[s] = SENT fi;
    s = 0
  :: else -> RELEASE()
  fi
}

#define MARK(s) d_step { assert(slot[s] == LIVE); slot[s] = DIRTY }
inline COUNT_SHARED(s) {
  d_step { dirty++; WIDEN(s); state[s] = RETURNED; won = DEAD }
}
inline FREE_SHARED(s) {
#ifdef COUNTED_BEFORE_MARK
  COUNT_SHARED(s); MARK(s);
#else
  MARK(s); COUNT_SHARED(s);
#endif
  REAP_IF(won)
}
inline FREE_BY_OWNER(s) {
  MARK(s);
#ifdef OTHER_LEASE                              /* mutant: of the CPU that it is on, not of the block's queue */
  if
  :: !local_merged -> d_step { local_dirty++; WIDEN_LOCAL(s); state[s] = RETURNED }
  :: else -> COUNT_SHARED(s); REAP_IF(won)
  fi
#else
  LEASE();
  if
#ifdef MERGE_UNSEEN
  :: true ->
#else
  :: !local_merged ->
#endif
    d_step { local_dirty++; WIDEN_LOCAL(s); state[s] = RETURNED }; RELEASE()
  :: else -> RELEASE(); COUNT_SHARED(s); REAP_IF(won)
  fi
#endif
}
/* What was never handed out becomes dirty. */
#define GIVE_UP(count) dirty = count; FOLD(); merged = 1; local_merged = 1; unused = 0; listed = 0; won = DEAD
inline CLOSE() {
  LEASE();
  closing = 1;
  if :: listed -> d_step { GIVE_UP(dirty + local_dirty + unused) } :: else fi;
  RELEASE();
  REAP_IF(won)
}

bit owner_done;
byte allocators = ALLOCATORS;
#define ANY(from) (state[0] == from || state[1] == from || state[2] == from)
proctype Owner() {
  byte s, found;
  bit won;
  do
  :: listed && unused > 0 -> ALLOCATE()
  :: state[0] == OWNED -> state[0] = RETURNING; FREE_BY_OWNER(0)
  :: state[1] == OWNED -> state[1] = RETURNING; FREE_BY_OWNER(1)
  :: state[2] == OWNED -> state[2] = RETURNING; FREE_BY_OWNER(2)
  :: !ANY(OWNED) && allocators == 0 -> break
  od;
  owner_done = 1;
  CLOSE();
  (dead || lazy)
}
#if ALLOCATORS > 0
proctype Allocator() {
  byte s, found;
  if :: listed && unused > 0 -> ALLOCATE() :: skip fi;
  allocators--
}
#endif
proctype Freer() {
  bit won;
  do
  :: state[0] == SENT -> state[0] = RETURNING; FREE_SHARED(0)
  :: state[1] == SENT -> state[1] = RETURNING; FREE_SHARED(1)
  :: state[2] == SENT -> state[2] = RETURNING; FREE_SHARED(2)
  :: owner_done && !ANY(SENT) -> break
  od
}

#define REVOKE(s) d_step { assert(life == seen_life && !reaped && (state[s] == RETURNING || state[s] == RETURNED)); revoked[s] = 1 }
#define REVOKE_ALL() FOR_SLOTS(assert(state[x] == 0 || state[x] == RETURNED); revoked[x] = 1)
inline TAKE_RANGE() {
  if
#ifndef DEAD_PINNED
#if !defined(MAPPED) || defined(DEAD_SKIPPED)
  :: d_step { DEAD -> skip }
#else
  :: d_step { DEAD -> seen_life = life }; d_step { assert(life == seen_life); REVOKE_ALL(); seen_life = 0 }
#endif
  :: d_step { !DEAD && min >= max -> skip }
#else
  :: d_step { min >= max -> skip }
#endif
#ifdef TAKEN_BY_STORE
  :: d_step { !DEAD && min < max -> from = min; to = max; found = dirty };
    d_step { dirty = found; found = 0; min = B; max = 0; pinned = 1; seen_life = life }
#else
  :: d_step {
#ifndef DEAD_PINNED
      !DEAD &&
#endif
      min < max -> from = min; to = max; min = B; max = 0; pinned = 1; seen_life = life }
#endif
  fi
}
inline SCAN() {
  do
  :: from < to ->
    if
    :: d_step { slot[from] == DIRTY -> skip }; REVOKE(from); d_step { assert(life == seen_life); slot[from] = FLUSHED }
    :: d_step { slot[from] != DIRTY -> skip }
    fi;
    from++
  :: else -> break
  od;
  from = 0
}
inline UNPIN() {
#ifdef UNPINNED_WITHOUT_LOOK
  d_step { pinned = 0; seen_life = 0; to = 0 }
#else
  d_step { assert(life == seen_life && !reaped); pinned = 0; won = DEAD; seen_life = 0; to = 0 }; REAP_IF(won)
#endif
}
inline FLUSH() {
  d_step { flushed_life = life; FOR_SLOTS(if :: state[x] == RETURNED -> must = must | (1 << x) :: else fi) };
  LEASE();
#ifdef ONLY_LISTED
  if :: listed -> d_step { FOLD() }; TAKE_RANGE() :: else fi;
  RELEASE();
#else
#ifndef NOT_FOLDED
  if :: listed -> d_step { FOLD() } :: else fi;
#endif
  RELEASE();
  TAKE_RANGE();
#endif
  if :: to > 0 -> SCAN(); UNPIN() :: else fi;
#ifdef MAPPED
  if
  :: lazy ->
    d_step { lazy = 0; REVOKE_ALL() };
    if :: !dead -> NEXT_LIFE(); LIST_AGAIN() :: else -> skip fi
  :: else
  fi;
  d_step { if :: life == flushed_life -> FOR_SLOTS(assert(!(must & (1 << x)) || revoked[x])) :: else fi; must = 0; flushed_life = 0 }
#else
  d_step { if :: life == flushed_life && !reaped && !DEAD -> FOR_SLOTS(assert(!(must & (1 << x)) || revoked[x])) :: else fi; must = 0; flushed_life = 0 }
#endif
}
proctype Flusher() {
  byte n, must, flushed_life, seen_life, from, to, found;
  bit won;
  do :: n < FLUSHES -> FLUSH(); n++ :: else -> break od
}

#ifdef LIVE_PURGED
#define NOTHING_LIVE (local_dirty + dirty > 0)
#else
#define NOTHING_LIVE (local_dirty + dirty > 0 && unused + local_dirty + dirty == B)
#endif
proctype Purger() {
  byte n;
  bit won;
  do
  :: n < PURGES ->
#ifndef PURGED_UNLEASED
    LEASE();
#endif
    if
    :: d_step { listed && NOTHING_LIVE -> GIVE_UP(B) }
    :: d_step { !(listed && NOTHING_LIVE) -> skip }
    fi;
#ifndef PURGED_UNLEASED
    RELEASE();
#endif
    REAP_IF(won);
    n++
  :: else -> break
  od
}
init { atomic {
  run Owner(); run Freer(); run Flusher(); run Purger();
#ifdef NO_FLUSH_MUTEX
  run Flusher();
#endif
#if ALLOCATORS > 0
  run Allocator()
#endif
} }
