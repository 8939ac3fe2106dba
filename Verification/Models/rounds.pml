/* Sharing alone: a round is an interval, and covers the calls that were made before its heavy fence began. */
#ifndef CALLERS
#define CALLERS 3
#endif
#ifndef CALLS                                   /* of the first caller */
#define CALLS 1
#endif
#ifndef CALLS_OF_OTHERS
#define CALLS_OF_OTHERS 1
#endif
byte calls[CALLERS];                            /* made, by each caller: the publication that its call is to cover */
byte at_fence[CALLERS];                         /* what the round under way covers */
byte covered[CALLERS];                          /* what a round that has ended covers */
byte leaders;
#if CALLERS == 2
#define COPY(to, from) to[0] = from[0]; to[1] = from[1]
#elif CALLERS == 3
#define COPY(to, from) to[0] = from[0]; to[1] = from[1]; to[2] = from[2]
#else
#define COPY(to, from) to[0] = from[0]; to[1] = from[1]; to[2] = from[2]; to[3] = from[3]
#endif
inline ROUND() {
#ifdef BEGUN_AFTER_FENCE
  d_step { COPY(at_fence, calls); leaders++; assert(leaders == 1) };
  begun++;
#else
  d_step { begun++; leaders++; assert(leaders == 1) };
  d_step { COPY(at_fence, calls) };
#endif
  d_step { COPY(covered, at_fence); leaders-- }
}
#include "rounds.h"

proctype Caller(byte me) {
  byte n, needed, seen, ended;
  do
  :: n < (me == 0 -> CALLS : CALLS_OF_OTHERS) ->
    calls[me]++;
    JOIN();
    d_step { assert(covered[me] >= calls[me]); n++ }
  :: else -> break
  od
}
init { atomic { byte c; do :: c < CALLERS -> run Caller(c); c++ :: else -> break od } }
