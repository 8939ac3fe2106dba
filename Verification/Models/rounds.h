/* SharedRounds over EventCount: callers share rounds (grace periods, or membarrier calls); each may use any round that began after it
   arrived. Every shared access is one step: the counters and the lock are atomics, fenced as the argument there says, and a release store
   that drains late is a caller that runs late. ROUND(), a round's body, is the including model's. CALLERS is 2 to 4. */
byte begun, completed;
bit locked;
byte changes[2];                                /* two event counts: for callers that need an even round, and an odd one */
byte sleepers[2];
byte sleeping[CALLERS];                         /* 0, or 1 + the event count that the caller sleeps on */

#define SLEEPS(c, parity) (sleeping[c] == 1 + (parity))
inline WAKE_ONE(parity) {
  atomic {
    if
    :: SLEEPS(0, parity) -> sleeping[0] = 0
    :: SLEEPS(1, parity) -> sleeping[1] = 0
#if CALLERS > 2
    :: SLEEPS(2, parity) -> sleeping[2] = 0
#endif
#if CALLERS > 3
    :: SLEEPS(3, parity) -> sleeping[3] = 0
#endif
    :: else
    fi
  }
}
inline WAKE_ALL(parity) {
  d_step {
    if :: SLEEPS(0, parity) -> sleeping[0] = 0 :: else fi;
    if :: SLEEPS(1, parity) -> sleeping[1] = 0 :: else fi;
#if CALLERS > 2
    if :: SLEEPS(2, parity) -> sleeping[2] = 0 :: else fi;
#endif
#if CALLERS > 3
    if :: SLEEPS(3, parity) -> sleeping[3] = 0 :: else fi;
#endif
    skip
  }
}
#ifdef NO_CHANGE
#define CHANGE(parity)
#else
#define CHANGE(parity) changes[parity]++;
#endif

/* The bytes me, needed, seen and ended are the caller's. */
inline UNLOCK() {
#ifdef COMPLETED_AFTER_UNLOCK
  locked = 0;
  d_step { assert(ended >= completed); completed = ended };
#else
  ended = completed;
  locked = 0;
#endif
  if :: sleepers[ended & 1] > 0 -> CHANGE(ended & 1) WAKE_ALL(ended & 1) :: else fi;
#ifndef WAKES_NO_LEADER
  if :: sleepers[(ended + 1) & 1] > 0 -> CHANGE((ended + 1) & 1) WAKE_ONE((ended + 1) & 1) :: else fi;
#endif
  ended = 0
}
inline SLEEP() {
#ifdef COUNTED_AFTER_CHECK
  seen = changes[needed & 1];
#else
  sleepers[needed & 1]++;
  seen = changes[needed & 1];
#endif
  if
#ifndef NO_CHECK_OF_COMPLETED
  :: completed >= needed
#endif
  :: else ->
    if
#ifndef NO_CHECK_OF_LOCK
    :: !locked
#endif
    :: else ->
#ifdef COUNTED_AFTER_CHECK
      sleepers[needed & 1]++;
#endif
      d_step { if :: changes[needed & 1] == seen -> sleeping[me] = 1 + (needed & 1) :: else fi; seen = 0 };
      (sleeping[me] == 0);
#ifdef COUNTED_AFTER_CHECK
      sleepers[needed & 1]--
#endif
    fi
  fi;
  seen = 0;
#ifndef COUNTED_AFTER_CHECK
  sleepers[needed & 1]--
#endif
}
inline JOIN() {
#if defined(JOINS_ROUND_UNDER_WAY)
  needed = begun;
#elif defined(NEXT_AFTER_COMPLETED)
  needed = completed + 1;
#else
  needed = begun + 1;
#endif
  do
  ::
    if :: completed >= needed -> break :: else fi;
    if
    :: d_step { !locked -> locked = 1 };
      if
      :: completed < needed -> ROUND();
#ifdef COMPLETED_AFTER_UNLOCK
        ended = begun;
#else
        d_step { assert(begun >= completed); completed = begun };
#endif
        UNLOCK(); break
      :: else ->
#ifdef COMPLETED_AFTER_UNLOCK
        ended = completed;
#endif
        UNLOCK()
      fi
    :: locked -> SLEEP()
    fi
  od;
  needed = 0
}
