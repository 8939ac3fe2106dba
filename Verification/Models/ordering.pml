/* The ordering table: a ring of N threads. Thread i stores its own location, fences, loads its successor's.
   All N loads returning 0 is the cycle that fences forbid. N=2 is store buffering, the table itself; F0 … F3 are the threads' fences. */
#define LIGHT 0                                 /* a compiler barrier: program order is all that it gives */
#define FULL 1
#define HEAVY 2
#define JOINED 3                                /* heavy, but the system call is another caller's, begun after this one arrived */
#ifndef N
#define N 2
#endif
#define NPROC (N + 1)                           /* the last one is the other caller's */
#define NLOC N
#define K 2
#include "tso.h"
byte loaded[N];
byte arrived, served;                           /* sets of joined callers */
byte unfinished = N;

proctype Thread(byte me, fence) {
  byte unfenced;
  STORE(me, me, 1);
  if
  :: fence == LIGHT
  :: fence == FULL -> FULL_FENCE(me)
#ifdef NO_FENCE_OF_ITS_OWN                      /* mutant: membarrier(2) alone, which fences the others */
  :: fence == HEAVY -> unfenced = ((1 << N) - 1) & ~(1 << me); INTERRUPT_ALL()
  :: fence == JOINED -> arrived = arrived | (1 << me); (served & (1 << me))
#else
  :: fence == HEAVY -> HEAVY_FENCE(me)
  :: fence == JOINED -> FULL_FENCE(me); arrived = arrived | (1 << me); (served & (1 << me)); FULL_FENCE(me)
#endif
  fi;
  LOAD(me, (me + 1) % N, loaded[me]);
  d_step {
    unfinished--;
    assert(unfinished > 0 || loaded[0] == 1 || loaded[1] == 1
#if N > 2
      || loaded[2] == 1
#endif
#if N > 3
      || loaded[3] == 1
#endif
    )
  }
}
proctype OtherCaller() {
  byte unfenced, serving;
end:
  do
  :: (arrived != served) -> serving = arrived; HEAVY_FENCE(N); served = serving
  od
}
init { atomic {
  run Drainer(0); run Thread(0, F0); run Drainer(1); run Thread(1, F1);
#if N > 2
  run Drainer(2); run Thread(2, F2);
#endif
#if N > 3
  run Drainer(3); run Thread(3, F3);
#endif
  run OtherCaller()
} }
