/* Who leads the rounds of a SleepableRCU, and who tells the service thread: SleepableWriters, SleepableQueues, SleepableService. Threads
   that block, tasks that lead a round at once if that is over at the first look, retirers, and the service, which leads for the rest.
   Every shared access is one step, and the queues' lock makes one of each visit to them. What a round does is left out: it is over at
   the first look, or later. The event counts are in `rounds`: here who sleeps looks at what it sleeps for. */
#ifndef BLOCKING
#define BLOCKING 2
#endif
#ifndef TASKS
#define TASKS 1
#endif
#ifndef RETIREMENTS
#define RETIREMENTS 1
#endif
#ifndef CALLS                                   /* of each */
#define CALLS 1
#endif
#define CLIENTS (BLOCKING + TASKS + RETIREMENTS)
#define FRESH 255
byte begun, completed;
bit locked;
bit attended, begun_by_task;                    /* in the queues, and `attendedBy` */
byte waits[CLIENTS];                            /* the round that it waits for; FRESH before the service has been there; 0: served */
bit needs_attention, alerted, arrived;

#define ENDED(n) (completed >= (n))
/* A lock that is taken before the look at `completed`: held for a moment by who finds its round ended. */
inline TRY_BEGIN(n, led) {
  if
  :: d_step { !locked -> locked = 1 };
    if
    :: ENDED(n) -> locked = 0
    :: else -> begun++; led = 1
    fi
  :: locked
  fi
}
inline END_ROUND() { completed = begun; locked = 0 }
inline ALERT() { needs_attention = 1; alerted = 1 }
#ifdef ALERTS_NOBODY
#define ALERT_IF_ATTENDING() skip
#else
#define ALERT_IF_ATTENDING() if :: attended -> ALERT() :: else fi
#endif
/* The alert is the client's own, after the lock: `is_new` is what it found under it. */
inline LEAVE_TO_SERVICE(number, leads) {
  d_step {
    waits[me] = number; is_new = !attended; attended = 1;
    if :: leads -> begun_by_task = 1 :: else fi
  };
  if
  :: is_new -> arrived = 1; alerted = 1
  :: !is_new && leads ->
#ifndef HANDED_OVER_UNTOLD
    ALERT()
#endif
  :: else
  fi;
  is_new = 0;
  (waits[me] == 0)
}

proctype Blocking(byte me) {
  byte n, needed; bit leads;
  do
  :: n < CALLS ->
    needed = begun + 1;
    do
    :: ENDED(needed) -> break
    :: else ->
      TRY_BEGIN(needed, leads);
      if
      :: leads ->
#ifdef ALERTS_BEFORE_END
        ALERT_IF_ATTENDING(); END_ROUND();
#else
        END_ROUND(); ALERT_IF_ATTENDING();
#endif
        break
      :: else -> (ENDED(needed) || !locked)
      fi
    od;
    assert(ENDED(needed));
    leads = 0; needed = 0; n++
  :: else -> break
  od
}
proctype Task(byte me) {
  byte n, needed; bit leads, is_new;
  do
  :: n < CALLS ->
    needed = begun + 1;
    TRY_BEGIN(needed, leads);
    if
    :: leads -> END_ROUND(); ALERT_IF_ATTENDING()
    :: true -> LEAVE_TO_SERVICE(needed, leads)
    fi;
    assert(ENDED(needed));
    leads = 0; needed = 0; n++
  :: else -> break
  od
}
proctype Retirer(byte me) {
  byte n; bit is_new;
  do
  :: n < CALLS -> LEAVE_TO_SERVICE(FRESH, 0); n++
  :: else -> break
  od
}

/* Takes out who is served; `oldest` is the round that the rest needs. A retirement's is given out here. */
inline TAKE_SERVED() {
  d_step {
    if :: begun_by_task -> assert(!leads); leads = 1; begun_by_task = 0 :: else fi;
    oldest = 0;
    do
    :: i < CLIENTS ->
      if :: waits[i] == FRESH -> waits[i] = begun + 1 :: else fi;
      if :: waits[i] && ENDED(waits[i]) -> waits[i] = 0 :: else fi;
      if :: waits[i] && (!oldest || waits[i] < oldest) -> oldest = waits[i] :: else fi;
      i++
    :: else -> break
    od;
    i = 0;
#ifndef LEAVES_LATE
    if :: !oldest && !leads -> attended = 0 :: else fi
#endif
  }
}
#define DONE    on_list = 0
#define AGAIN   due = 1
#define IF_TOLD due = 0
#ifdef NO_NAP_FOR_LOCK                          /* mutant: a lock that is held is taken for a leader's */
#define UNDER_WAY 1
#else
#define UNDER_WAY (completed < begun)
#endif
inline BEGIN() {
  do
  :: TAKE_SERVED();
    if
    :: leads -> break
    :: !leads && !oldest ->
#ifdef LEAVES_LATE
      attended = 0;
#endif
      DONE; break
    :: else
    fi;
    TRY_BEGIN(oldest, leads);
    if
    :: leads -> break
    :: !leads && !ENDED(oldest) -> if :: UNDER_WAY -> IF_TOLD :: else -> AGAIN fi; break
    :: else
    fi
  od
}
inline SERVE() {
  if :: !leads -> BEGIN() :: else fi;
  if
  :: leads -> AGAIN
  :: leads ->
    END_ROUND(); leads = 0;
    TAKE_SERVED();
    if
    :: !leads && !oldest ->
#ifdef LEAVES_LATE
      attended = 0;
#endif
      DONE
    :: else -> AGAIN
    fi
  :: else
  fi
}
active proctype Service() {
  byte i, oldest; bit leads, on_list, due, told;
end:
  do
  :: (alerted || (on_list && due)) ->
#ifndef ALERT_TAKEN_AFTER_LOOK
    alerted = 0;
#endif
    if :: d_step { arrived -> arrived = 0 }; assert(!on_list); on_list = 1; due = 1 :: else fi;
    if
    :: on_list ->
      d_step { told = needs_attention; needs_attention = 0 };
      if :: told || due -> SERVE() :: else fi;
      told = 0
    :: else
    fi;
#ifdef ALERT_TAKEN_AFTER_LOOK
    alerted = 0;
#endif
    if :: !on_list -> due = 0 :: else fi
  od
}
init { atomic {
  byte c;
  do
  :: c < BLOCKING -> run Blocking(c); c++
  :: c >= BLOCKING && c < BLOCKING + TASKS -> run Task(c); c++
  :: c >= BLOCKING + TASKS && c < CLIENTS -> run Retirer(c); c++
  :: else -> break
  od
} }
