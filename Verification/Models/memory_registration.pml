/* MemoryNotifiers: sources that take memory away while subscribers to all of it come and go, and the closing. The table's lock makes one step of each visit
   to it; grace periods of `ranges` and `calls` are abstract: they wait for the sections that are open at their start. Every #ifdef but NO_CLOSER is a mutant. */
#ifndef SOURCES
#define SOURCES 1
#endif
#ifndef SUBSCRIBERS
#define SUBSCRIBERS 2
#endif
#ifndef RANGES                                  /* of each source */
#define RANGES 2
#endif
#define EACH SUBSCRIBERS
#define CLOSER EACH                             /* threads that wait for grace periods: subscribers, the closer, sources */
#define WAITERS (EACH + 1 + SOURCES)
#define SECTIONS (EACH + 1 + SOURCES)           /* whoever has sections: the same */
#define ME_OF_SOURCE(s) (EACH + 1 + (s))

/* The list: a set of subscribers, and the number of the last that had registered when it was published. */
byte list, generation;
byte last_number, number[EACH];
bit locked, closed;
byte life[EACH];                                /* REGISTERING, REGISTERED, RELEASED */
#define REGISTERING 0
#define REGISTERED 1
#define RELEASED 2

/* What a subscriber makes of it, under a lock of its own: ranges that it knows to be open, and whether it has a second mapping. */
byte knows[EACH];
bit mapping[EACH], released[EACH], gone[EACH];
byte going;                                     /* ranges that are being taken away */

byte in_ranges, in_calls, awaits_ranges[WAITERS], awaits_calls[WAITERS];
hidden byte x;
#define LEFT(f, me) x = 0; do :: x < WAITERS -> f[x] = f[x] & ~(1 << (me)); x++ :: else -> break od; x = 0
#define ENTER_RANGES(me) in_ranges = in_ranges | (1 << (me))
#define LEAVE_RANGES(me) in_ranges = in_ranges & ~(1 << (me)); LEFT(awaits_ranges, me)
#define ENTER_CALLS(me)  in_calls = in_calls | (1 << (me))
#define LEAVE_CALLS(me)  in_calls = in_calls & ~(1 << (me)); LEFT(awaits_calls, me)
#define SYNCHRONIZE_CALLS(me) awaits_calls[me] = in_calls; (awaits_calls[me] == 0)

/* Sources. */
#define FOR_EACH_OF(set, effect) \
  u = 0; \
  do \
  :: u < EACH && ((set) & (1 << u)) -> effect; u++ \
  :: u < EACH && !((set) & (1 << u)) -> u++ \
  :: else -> break \
  od; \
  u = 0
#define START(u) d_step { assert(!gone[u]); knows[u]++; mapping[u] = 0; told = told | (1 << u) }
#define END(u)   d_step { assert(!gone[u]); assert(told & (1 << u)); knows[u]--; ended = ended | (1 << u) }

/* Whoever swaps the word first calls release, in a section of `calls`. */
inline RELEASE_ONCE(u) {
#ifdef RELEASE_TESTED
  if
  :: life[u] == REGISTERED -> life[u] = RELEASED; calls_it = 1
#else
  if
  :: d_step { life[u] == REGISTERED -> life[u] = RELEASED; calls_it = 1 }
#endif
  :: else -> lost = 1
  fi;
  if
  :: calls_it -> calls_it = 0; d_step { assert(!gone[u] && !released[u]); released[u] = 1; mapping[u] = 0 }
  :: else
  fi
}
inline WITHDRAW(u) { d_step { !locked -> list = list & ~(1 << u); generation = last_number } }
inline UNREGISTER(u, waiter) {
#ifndef RELEASED_LAST                           /* mutant: after the grace period, when nobody announces anything to it any more */
  d_step { ENTER_CALLS(waiter) };
  RELEASE_ONCE(u);
  d_step { LEAVE_CALLS(waiter) };
#ifndef LOSER_WITHDRAWS_AT_ONCE
  if :: lost -> SYNCHRONIZE_CALLS(waiter) :: else fi;
#endif
#endif
  WITHDRAW(u);
#ifdef NO_WAIT_TO_UNREGISTER
  skip;
#elif defined(UNREGISTER_WAITS_FOR_RANGES)
  awaits_ranges[waiter] = in_ranges; (awaits_ranges[waiter] == 0);
#else
  SYNCHRONIZE_CALLS(waiter);
#endif
#ifdef RELEASED_LAST
  RELEASE_ONCE(u);
#endif
  d_step { assert(life[u] != REGISTERED && !mapping[u]); gone[u] = 1; lost = 0 }
}
bit offered[EACH];                              /* subscriptions are values: another thread may end them, with a range open */

proctype Source(byte me) {
  byte n, u, found, told, ended, at_end, start_generation;
  bit looks, calls_it, lost;
  do
  :: n < RANGES ->
    d_step { ENTER_RANGES(me) };
    looks = (list != 0);                        /* only compared */
#ifdef CALLED_WITHOUT_SECTION
    if :: looks -> d_step { found = list; start_generation = generation } :: else fi;
#else
    if :: looks -> d_step { ENTER_CALLS(me); found = list; start_generation = generation } :: else fi;
#endif
#ifdef GENERATION_LOADED_LATER
    start_generation = last_number;
#endif
    FOR_EACH_OF(found, START(u));
#ifdef SECTION_AROUND_START
    d_step { LEAVE_RANGES(me) };
#endif
    d_step { LEAVE_CALLS(me); going++ };
    d_step { x = 0; do :: x < EACH -> assert(!mapping[x]); x++ :: else -> break od; x = 0 };    /* the memory goes */
    if
    :: d_step { offered[0] -> offered[0] = 0 }; UNREGISTER(0, me)
    :: true
    fi;
    going--;
    if
    :: found != 0 ->
      d_step { ENTER_CALLS(me); at_end = list };
#if defined(GENERATION_IGNORED)
      FOR_EACH_OF(at_end, END(u));
#elif defined(END_TO_THE_SAME)
      FOR_EACH_OF(found, END(u));
#else
      FOR_EACH_OF(at_end, if :: number[u] <= start_generation -> END(u) :: else fi);
#endif
      assert((at_end & told & ~ended) == 0);
      d_step { LEAVE_CALLS(me) }
    :: else
    fi;
    d_step { LEAVE_RANGES(me); found = 0; told = 0; ended = 0; at_end = 0; start_generation = 0; looks = 0; n++ }
  :: else -> break
  od;
  n = 0
}

proctype Subscriber(byte me) {
  bit fails, calls_it, lost;
  d_step { !locked ->
    fails = closed;
    if
    :: !closed ->
      last_number++; number[me] = last_number; list = list | (1 << me); generation = last_number;
#ifdef REGISTERS_LOCKED
      locked = 1;
#endif
      awaits_ranges[me] = in_ranges
    :: else
    fi
  };
  if
  :: fails
  :: !fails ->
#ifndef NO_WAIT_TO_REGISTER
    if
    :: (awaits_ranges[me] == 0)
#ifndef REGISTERS_LOCKED                        /* and then without a time limit */
    :: fails = 1                                /* its time limit is over */
#endif
    fi;
#endif
#ifdef REGISTERS_LOCKED
    locked = 0;
#endif
    d_step { !locked -> fails = fails || closed; life[me] = (fails -> REGISTERING : REGISTERED) };
    if
    :: fails -> WITHDRAW(me); SYNCHRONIZE_CALLS(me); d_step { assert(!released[me]); gone[me] = 1 }
    :: else ->
      if
      :: d_step { knows[me] == 0 && !released[me] -> assert(going == 0); mapping[me] = 1 }
      :: true
      fi;
      if
      :: me == 0 -> offered[0] = 1; if :: d_step { offered[0] -> offered[0] = 0 }; UNREGISTER(0, 0) :: gone[0] fi
      :: else -> UNREGISTER(me, me)
      fi;
      assert(released[me])
    fi
  fi
}

#ifndef NO_CLOSER
proctype Closer() {
  byte u, found; bit calls_it, lost;
  d_step { !locked -> closed = 1 };
  d_step { ENTER_CALLS(CLOSER); found = list };
  FOR_EACH_OF(found, RELEASE_ONCE(u));
  d_step { LEAVE_CALLS(CLOSER) };
#ifndef EMPTIED_AT_ONCE
  SYNCHRONIZE_CALLS(CLOSER);
#endif
  d_step { !locked -> list = 0; generation = last_number };
  SYNCHRONIZE_CALLS(CLOSER);
  FOR_EACH_OF((1 << EACH) - 1, assert(!mapping[u]));  /* what was mapped is unmapped now */
  d_step { found = 0; lost = 0 }
}
#endif
init { atomic {
#ifndef NO_CLOSER
  run Closer();
#endif
  run Source(ME_OF_SOURCE(0));
#if SOURCES > 1
  run Source(ME_OF_SOURCE(1));
#endif
  run Subscriber(0);
#if SUBSCRIBERS > 1
  run Subscriber(1)
#endif
} }
