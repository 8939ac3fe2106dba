/* Interval subscriptions: sources announce ranges over pages, users keep a second mapping of a page each, by readBegin, look up, lock, readRetry, install.
   The index's lock makes one step of each visit to it. Grace periods of `ranges` and `calls` are abstract: they wait for the sections that are open at their
   start. ONE_IS_INSERTED: the first user is, and stays; GIVES_UP: a user may leave without having read; CLOSING: everything goes. Every other #ifdef is a mutant. */
#ifndef SOURCES
#define SOURCES 2
#endif
#ifndef USERS
#define USERS 2
#endif
#ifndef RANGES                                  /* of the first source */
#define RANGES 2
#endif
#ifndef RANGES_OF_OTHERS
#define RANGES_OF_OTHERS 1
#endif
#ifndef INSTALLS                                /* of the first user */
#define INSTALLS 1
#endif

/* Page u is user u's. Its frame goes, and another is there, while a range over it is open; the second mapping names the frame that it is of. */
#define NONE 255
byte frame[USERS];
byte mapping[USERS];

/* The index, under its lock. */
byte opened, sequence = 2;
bit list, publishing;                           /* starts look into the index; who publishes has the table's lock */
byte intervals;
bit closed, over;                               /* new readers fail; and all memory has gone */
bit in_tree[USERS];
byte deferred[USERS];
#define INSERTION 1
#define REMOVAL 2
byte holding[USERS], stand_ins;                 /* ranges that are open: of a user's page, and those that stand for any */
byte begins[USERS];
#define OPENED(by) if :: range & 1 -> holding[0] = holding[0] + by :: else fi; if :: range & 2 -> HOLD_OTHER(by) :: else fi
#if USERS > 1
#define HOLD_OTHER(by) holding[1] = holding[1] + by
#else
#define HOLD_OTHER(by) skip
#endif
#ifdef HOLDS_NOBODY
#define HELD(u) (stand_ins > 0)
#elif defined(STAND_IN_IGNORED)
#define HELD(u) (holding[u] > 0)
#else
#define HELD(u) (stand_ins > 0 || holding[u] > 0)
#endif
/* Intervals that come while the sequence is odd: not in the tree yet, and hit by ranges that begin. */
#ifdef ARRIVING_UNSEEN
#define ARRIVING(u) 0
#else
#define ARRIVING(u) (deferred[u] == INSERTION)
#endif
byte walkers;                                   /* they go through the tree without the lock */
#define TREE(u, is) assert(walkers == 0); in_tree[u] = is

/* An interval: `set` is its sequence, under its user's lock. */
byte set[USERS];
bit user_locked[USERS], dead[USERS], removed[USERS];

/* awaits_*[u]: the sources whose section user u's grace period waits for. */
byte in_ranges, in_calls, awaits_ranges[USERS], awaits_calls[USERS];
#if USERS > 1
#define OF_ALL(f) f[0] = f[0] & ~(1 << me); f[1] = f[1] & ~(1 << me)
#else
#define OF_ALL(f) f[0] = f[0] & ~(1 << me)
#endif
#define ENTER_RANGES() in_ranges = in_ranges | (1 << me)
#define LEAVE_RANGES() in_ranges = in_ranges & ~(1 << me); OF_ALL(awaits_ranges)
#define ENTER_CALLS()  in_calls = in_calls | (1 << me)
#define LEAVE_CALLS()  in_calls = in_calls & ~(1 << me); OF_ALL(awaits_calls)

/* Who waits stands on a list, under the lock; each end takes those that nothing holds back any more, with their sequences, and wakes them. */
bit asleep[USERS];
#define WAKE(u) if :: asleep[u] && !HELD(u) -> begins[u] = set[u]; asleep[u] = 0 :: else fi
#ifdef WAKES_NOBODY
#define WAKE_ALL() skip
#elif defined(WAKES_AT_LAST_END) && USERS > 1
#define WAKE_ALL() if :: opened == 0 -> WAKE(0); WAKE(1) :: else fi; NOBODY_LEFT(0); NOBODY_LEFT(1)
#elif defined(WAKES_AT_LAST_END)
#define WAKE_ALL() if :: opened == 0 -> WAKE(0) :: else fi; NOBODY_LEFT(0)
#elif USERS > 1
#define WAKE_ALL() WAKE(0); WAKE(1); NOBODY_LEFT(0); NOBODY_LEFT(1)
#else
#define WAKE_ALL() WAKE(0); NOBODY_LEFT(0)
#endif
/* An end of a range looks at those alone that it held back. */
#if defined(WAKES_NOBODY) || defined(WAKES_AT_LAST_END)
#define WAKE_HELD() WAKE_ALL()
#elif USERS > 1
#define WAKE_HELD() if :: range & 1 -> WAKE(0) :: else fi; if :: range & 2 -> WAKE(1) :: else fi; NOBODY_LEFT(0); NOBODY_LEFT(1)
#else
#define WAKE_HELD() if :: range & 1 -> WAKE(0) :: else fi; NOBODY_LEFT(0)
#endif
#ifdef STAND_IN_WAKES_NOBODY
#undef WAKE_ALL
#define WAKE_ALL() skip
#endif
#define NOBODY_LEFT(u) assert(!asleep[u] || HELD(u))
bit stands_in[USERS];                           /* a range that stands for all that found no list, until a grace period is over */
byte ended;

/* Sources. */
inline APPLY_DEFERRED(u) {
  if
  :: deferred[u] == INSERTION -> TREE(u, 1)
  :: deferred[u] == REMOVAL -> TREE(u, 0)
  :: else
  fi;
  deferred[u] = 0
}
inline START() {                                /* the section of `calls` covers whatever start finds and calls */
#ifdef LIST_BEFORE_SECTION
  counted = list;
  d_step { ENTER_RANGES() };
#else
  d_step { ENTER_RANGES(); counted = list };
#endif
  d_step { ENTER_CALLS(); counted = counted && list };
  d_step {
    if
    :: counted ->
      if
      :: (range & ((in_tree[0] || ARRIVING(0))
#if USERS > 1
        | ((in_tree[1] || ARRIVING(1)) << 1)
#endif
        )) != 0 ->
        if :: (range & 1) && ARRIVING(0) -> late = late | 1 :: else fi;
#if USERS > 1
        if :: (range & 2) && ARRIVING(1) -> late = late | 2 :: else fi;
#endif
#ifdef SAME_SEQUENCE
        sequence = sequence | 1;
#else
        sequence = sequence + 1 + (sequence & 1);
#endif
        walks = 1; walkers++;
#ifdef COUNTED_IF_IT_OVERLAPS
        opened++
#endif
      :: else
      fi;
#ifdef ACTIVE_IS_A_FLAG
      opened = 1;
#elif !defined(COUNTED_IF_IT_OVERLAPS)
      opened++;
#endif
      OPENED(1);
      now = sequence
    :: else
    fi
  }
}
inline CALL(u) {
  if
#ifdef DEAD_UNSEEN
  :: true ->
#else
  :: !dead[u] ->
#endif
    assert(!removed[u]);
    if
    :: d_step { !user_locked[u] -> user_locked[u] = 1 };
      assert(!removed[u]);
      d_step {
#if defined(SET_IF_MAPPED)
        if :: mapping[u] != NONE -> set[u] = now :: else fi;
#elif !defined(SET_AFTER_UNLOCK)
        set[u] = now;
#endif
        mapping[u] = NONE; user_locked[u] = 0
      };
#ifdef SET_AFTER_UNLOCK
      set[u] = now;
#endif
      assert(!removed[u])
    :: user_locked[u] && tries -> refused = 1
    fi
  :: else
  fi
}
#define HIT(u) ((range & (1 << u)) && (in_tree[u] || (late & (1 << u))))
inline WALK() {
  if
  :: walks ->
    u = 0;
    do
    :: u < USERS && HIT(u) -> CALL(u); u++
    :: u < USERS && !HIT(u) -> u++
    :: else -> break
    od;
    skip;
    d_step { u = 0; walks = 0; late = 0; walkers--; LEAVE_CALLS() }
  :: else -> d_step { LEAVE_CALLS() }
  fi
}
inline END_RANGE() {
  d_step {
    OPENED(-1);
#ifdef ACTIVE_IS_A_FLAG
    opened = 0;
#elif defined(COUNTED_IF_IT_OVERLAPS)
    if :: opened > 0 -> opened-- :: else fi;
#else
    assert(opened > 0); opened--;
#endif
#ifdef EVEN_AT_EACH_END
    if :: sequence & 1 ->
#else
    if :: opened == 0 && (sequence & 1) ->
#endif
      sequence++;
      APPLY_DEFERRED(0);
#if USERS > 1
      APPLY_DEFERRED(1)
#endif
    :: else
    fi;
    WAKE_HELD()
  }
}
inline END_STAND_IN() {
  d_step {
    stand_ins--;
#ifdef ACTIVE_IS_A_FLAG
    opened = 0;
#elif defined(COUNTED_IF_IT_OVERLAPS)
    if :: opened > 0 -> opened-- :: else fi;
#else
    assert(opened > 0); opened--;
#endif
#ifdef EVEN_AT_EACH_END
    if :: sequence & 1 ->
#else
    if :: opened == 0 && (sequence & 1) ->
#endif
      sequence++;
      APPLY_DEFERRED(0);
#if USERS > 1
      APPLY_DEFERRED(1)
#endif
    :: else
    fi;
    WAKE_ALL()
  }
}
inline END() {
#ifdef END_LOOKS_AGAIN
  counted = list;
#endif
  if :: counted -> END_RANGE() :: else fi
}
proctype Source(byte me) {
  byte n, range, now, u, late;
  bit counted, walks, tries, refused, closes;
  do
  :: n < (me == 0 -> RANGES : RANGES_OF_OTHERS) ->
    if
#if USERS > 1 && SOURCES > 1
    :: me == 0 -> range = 3
    :: me == 1 -> range = 1
    :: me == 1 -> range = 2
#elif USERS > 1
    :: range = 1
    :: range = 2
    :: range = 3
#else
    :: range = 1
#endif
    fi;
#ifdef CLOSING                                  /* the last range of the first source is everything: told of, and ended, it goes. One user */
    if :: n == RANGES - 1 -> closes = 1; d_step { !publishing -> closed = 1 } :: else fi;
#endif
    if :: tries = 0 :: me == SOURCES - 1 && !closes -> tries = 1 fi;    /* may not block, so may be refused */
    START();
    WALK();
    if
    :: refused || closes
    :: else ->
      d_step {                                  /* the memory goes away */
        if :: range & 1 -> assert(mapping[0] == NONE); frame[0]++ :: else fi;
#if USERS > 1
        if :: range & 2 -> assert(mapping[1] == NONE); frame[1]++ :: else fi
#endif
      }
    fi;
#ifdef NO_END_IF_REFUSED
    if :: !refused -> END() :: else fi;
#else
    END();
#endif
    if
    :: closes -> d_step { over = 1; assert(mapping[0] == NONE) }
    :: else
    fi;
    d_step { LEAVE_RANGES(); range = 0; counted = 0; tries = 0; refused = 0; closes = 0; now = 0; n++ }
  :: else -> break
  od;
  skip;
  d_step { n = 0; ended++ }
}

/* Users. */
inline PUBLISH(is_first) {
  if
  :: is_first ->
#ifdef RETIRED_BEFORE_PUBLICATION
    d_step { opened++; stand_ins++; stands_in[me] = 1; awaits_ranges[me] = in_ranges };
    list = 1
#elif defined(NOBODY_STANDS_IN)
    list = 1
#else
    d_step { opened++; stand_ins++ };
    list = 1;
    d_step { stands_in[me] = 1; awaits_ranges[me] = in_ranges }
#endif
  :: else
  fi
}
inline INSERT() {
  d_step { !publishing -> publishing = 1; intervals++ };
  PUBLISH(intervals == 1);
  d_step { publishing = 0 };
  d_step {
    set[me] = sequence;
#ifdef INSERTED_AT_ONCE
    TREE(me, 1)
#else
    if :: sequence & 1 -> deferred[me] = INSERTION :: else -> TREE(me, 1) fi
#endif
  }
}
inline READ_BEGIN() {
#ifdef WAITS_UNLISTED                           /* mutant: on the list after the look, not with it */
  bit held;
  d_step { held = HELD(me); begins[me] = set[me] };
  if :: held -> asleep[me] = 1 :: else fi;
#else
  d_step { begins[me] = set[me]; asleep[me] = HELD(me) };
#endif
  (!asleep[me]);
#ifdef SEQUENCE_READ_LATE                       /* mutant: of the time when the reader runs again, not of when it was let go */
  begins[me] = set[me];
#endif
  d_step { begun = begins[me]; begins[me] = 0 }
}
inline WITH_RETRY() {
  do
  ::
#ifdef CLOSED_LOOKED_AT_FIRST
    if :: closed -> break :: else fi;
    READ_BEGIN();
#else
    READ_BEGIN();
    if :: closed -> break :: else fi;
#endif
    found = frame[me];
    d_step { !user_locked[me] -> user_locked[me] = 1 };
    if
#ifndef RETRY_UNCHECKED
    :: set[me] != begun -> user_locked[me] = 0
#endif
    :: else ->
      d_step { assert(found == frame[me] && !over); mapping[me] = found; user_locked[me] = 0 };
      break
    fi
  od;
  skip;
  d_step { begun = 0; found = 0 }
}
inline REMOVE() {
#ifndef DROPPED_LAST                            /* mutant: the mapping goes after the grace period, when nobody announces anything any more */
  d_step { !user_locked[me] -> mapping[me] = NONE };
#endif
  dead[me] = 1;
  d_step {
    if
#ifdef REMOVED_AT_ONCE
    :: true -> TREE(me, 0); deferred[me] = 0
#endif
#ifndef INSERTION_STAYS
    :: deferred[me] == INSERTION -> deferred[me] = 0
#endif
    :: else -> if :: sequence & 1 -> if :: deferred[me] == 0 -> deferred[me] = REMOVAL :: else fi :: else -> TREE(me, 0) fi
    fi
  };
  d_step { !publishing -> intervals--; list = (intervals > 0) };
#ifndef NO_WAIT_ON_REMOVE
  awaits_calls[me] = in_calls;
  (awaits_calls[me] == 0);
#endif
#ifdef DROPPED_LAST
  mapping[me] = NONE;
#endif
  removed[me] = 1
}
proctype User(byte me) {
  byte n, begun, found;
#ifdef ONE_IS_INSERTED
  if :: me == 0 :: else -> INSERT() fi;
#else
  INSERT();
#endif
  do
#ifdef GIVES_UP                                 /* its time limit is over before it has begun */
  :: n == 0 -> n = INSTALLS
#endif
  :: n < (me == 0 -> INSTALLS : 1) -> WITH_RETRY(); n++
  :: else -> break
  od;
#ifdef ONE_IS_INSERTED
  if :: me == 0 :: else -> REMOVE() fi;
#else
  REMOVE();
#endif
  skip;
  d_step { n = 0; ended++ }
}
#define ENDS_GRACE_PERIOD(u) d_step { stands_in[u] && awaits_ranges[u] == 0 -> stands_in[u] = 0 }; END_STAND_IN()
proctype Service() {                            /* of SleepableRCU */
end:
  do
  :: ENDS_GRACE_PERIOD(0)
#if USERS > 1
  :: ENDS_GRACE_PERIOD(1)
#endif
  od
}
proctype Checker() {
  (ended == SOURCES + USERS && opened == 0);
  assert(!(sequence & 1) && walkers == 0 && !deferred[0] && in_tree[0] == (!removed[0]));
#if USERS > 1
  assert(!deferred[1] && in_tree[1] == (!removed[1]))
#endif
}
init { atomic {
  mapping[0] = NONE;
#if USERS > 1
  mapping[1] = NONE;
#endif
#ifdef ONE_IS_INSERTED
  list = 1; intervals = 1; in_tree[0] = 1; set[0] = sequence - 1;
#endif
  run Source(0);
#if SOURCES > 1
  run Source(1);
#endif
  run User(0);
#if USERS > 1
  run User(1);
#endif
  run Service();
  run Checker()
} }
