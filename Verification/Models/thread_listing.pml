/* The signal strategy's reach of a whole process: list /proc/self/task, signal the threads not seen before, wait until each has acknowledged
   or exited, list again, until a listing is complete.
   The kernel lists in order of birth and follows the list from the thread it has just given; if that one has exited meanwhile (or is
   the last), it goes on by position, counted from the head of a list that is now shorter: a living thread may be passed over.
   Thread 0 is the sender. Threads 1 … THREADS-1 live when the broadcast begins; 1 and 2 may exit; the last slot's may be born. */
#ifndef THREADS
#define THREADS 4
#endif
#define SLOTS (THREADS + 1)
bit born;
bit alive[SLOTS], old[SLOTS], fenced[SLOTS], pending[SLOTS];

proctype Thread(byte me; bit may_exit) {
end:
  do
  :: d_step { pending[me] -> pending[me] = 0; fenced[me] = 1 }                          /* the handler */
  :: d_step { may_exit -> alive[me] = 0; pending[me] = 0 } -> break
  :: d_step { (me == THREADS - 1 && !born) -> born = 1; alive[THREADS] = 1 } -> run Thread(THREADS, 1)  /* birth is itself a full fence */
  od
}

/* The thread after `at`, of which the listing has given `given`; SLOTS at the end. */
inline NEXT() {
  d_step {
    if
    :: alive[at] -> at++; do :: at < SLOTS && !alive[at] -> at++ :: else -> break od
    :: else -> at = SLOTS
    fi;
    if
    :: at == SLOTS -> at = 0; i = given;
       do
       :: at < SLOTS && !alive[at] -> at++
       :: at < SLOTS && alive[at] && i > 0 -> i--; at++
       :: else -> break
       od; i = 0
    :: else
    fi
  }
}
#define IN(set, t) ((set) & (1 << (t)))

proctype Sender() {
  byte at, given, i, reached = 1, listed, living;
  bit again;
  do
  ::
    at = 0; given = 0; listed = 0;
    do :: at < SLOTS -> listed = listed | (1 << at); given++; NEXT() :: else -> break od;
    at = 0;
    again = ((listed & ~reached) != 0);
    i = 1;
    do
    :: i < SLOTS -> d_step { if :: IN(listed, i) && !IN(reached, i) && alive[i] -> pending[i] = 1 :: else fi; i++ }
    :: else -> break
    od;
#ifndef SKIPS_UNACKNOWLEDGED
    i = 1;
    do
    :: i < SLOTS ->
      if
#ifdef WAITS_FOR_THE_DEAD
      :: IN(listed, i) && !IN(reached, i) -> (fenced[i])
#else
      :: IN(listed, i) && !IN(reached, i) -> (fenced[i] || !alive[i])
#endif
      :: else
      fi;
      i++
    :: else -> break
    od;
#endif
    i = 0; reached = reached | listed;
#if defined(LISTS_ONCE)
    break;
#elif defined(ENDS_WHEN_NONE_IS_NEW)
    skip;
#elif defined(ENDS_WHEN_COUNT_IS_REACHED)       /* none is new, and as many listed as live now: but the exited were listed too */
    d_step { living = 0; do :: i < SLOTS -> living = living + alive[i]; i++ :: else -> break od; i = 0 };
    if :: given < living -> again = 1 :: else fi; living = 0;
#else                                           /* none is new, and all that were listed live still: so none was passed over */
    do
    :: i < SLOTS -> if :: IN(listed, i) && !alive[i] -> again = 1 :: else fi; i++
    :: else -> break
    od;
    i = 0;
#endif
    if :: again :: else -> break fi
  od;
  i = 0;
  d_step { do :: i < SLOTS -> assert(!alive[i] || !old[i] || fenced[i]); i++ :: else -> break od; skip }
}
init { atomic {
  byte t = 1;
  alive[0] = 1; fenced[0] = 1;
  do :: t < THREADS -> alive[t] = 1; old[t] = 1; run Thread(t, (t <= 2)); t++ :: else -> break od;
  run Sender()
} }
