/* The signal strategy narrowed to registered readers, on x86-TSO: a writer collects the ids that readers have published and signals
   those; the handler fences and writes the latest round's number into the reader's cell. NR readers, each of which registers, enters one
   section and, if it found the new data, may leave, unregister and exit; the writer; another sender, whose rounds interleave. */
#ifndef NR
#define NR 1
#endif
#define WRITER NR
#define NPROC (NR + 1)
#define DATA 0
#define ID(r)   (1 + (r))
#define WORD(r) (1 + NR + (r))
#define NLOC (1 + 2 * NR)
#define K 2
#include "tso.h"
bit in_handler[NR], pending[NR], alive[NR];     /* pending: a second signal merges with the first */
byte round;                                     /* the latest round's number; this and the cells are sequentially consistent atomics */
byte cell[NR];                                  /* the latest round that the reader has acknowledged */
bit freed;
#define RUNS(r) (!in_handler[r])

proctype Reader(byte r) {
  bit data;
#ifdef PUBLISHED_IN_SECTION
  STORE_IF(RUNS(r), r, WORD(r), 1); LOAD_IF(RUNS(r), r, DATA, data); STORE_IF(RUNS(r), r, ID(r), 1);
#else
  STORE_IF(RUNS(r), r, ID(r), 1);
#ifndef NO_FENCE_AFTER_PUBLISHING
  (RUNS(r) && buffered[r] == 0);
#endif
  STORE_IF(RUNS(r), r, WORD(r), 1); LOAD_IF(RUNS(r), r, DATA, data);
#endif
  d_step { RUNS(r) -> assert(data || !freed) };
  if
  :: data -> STORE_IF(RUNS(r), r, WORD(r), 0); STORE_IF(RUNS(r), r, ID(r), 0);
    d_step { (RUNS(r) && buffered[r] == 0) -> alive[r] = 0; pending[r] = 0 }
  :: true -> d_step { RUNS(r) -> assert(data || !freed) }          /* stays in its section */
  fi
}
proctype Handler(byte r) {
  byte latest;
end:
  do
  :: d_step { (pending[r] && alive[r]) -> pending[r] = 0; in_handler[r] = 1 };
    latest = round; FULL_FENCE(r);
    cell[r] = latest; latest = 0;
    in_handler[r] = 0
  od
}
inline SEND(r) { d_step { if :: alive[r] -> pending[r] = 1 :: else fi; skip } }
inline AWAIT(r) {
#if defined(SKIPS_UNACKNOWLEDGED)
  skip
#elif defined(WAITS_FOR_THE_DEAD)
  (cell[r] >= number)
#else
  (cell[r] >= number || !alive[r])
#endif
}
inline BEGIN() {
#ifdef REUSES_A_ROUND                           /* mutant: a number that the handler of an older signal may already have read */
  number = round
#else
  d_step { round++; number = round }
#endif
}
proctype Writer() {
  byte number, r, ids, value;
  STORE(WRITER, DATA, 1);
  FULL_FENCE(WRITER);
  do :: r < NR -> LOAD(WRITER, ID(r), value); ids = ids | (value << r); r++ :: else -> break od;
  r = 0;
  BEGIN();
  do :: r < NR -> if :: ids & (1 << r) -> SEND(r) :: else fi; r++ :: else -> break od;
  r = 0;
  do :: r < NR -> if :: ids & (1 << r) -> AWAIT(r) :: else fi; r++ :: else -> break od;
  r = 0;
  do
  :: r < NR ->
    LOAD(WRITER, WORD(r), value);
    if
    :: value ->                                 /* about to sleep for this reader: a fence narrowed to the one id, read anew */
      LOAD(WRITER, ID(r), value);
#ifdef SIGNALS_NOBODY
      assert(value != 0);                       /* tgkill of thread 0 is an error, and an error replaces the strategy */
#endif
      break
    :: else -> r++
    fi
  :: else -> freed = 1; break
  od
}
proctype OtherSender() {
  byte number;
  BEGIN(); SEND(0); AWAIT(0)
}
init { atomic {
  byte i;
  run Writer(); run Drainer(WRITER); run OtherSender();
  do :: i < NR -> alive[i] = 1; run Reader(i); run Drainer(i); run Handler(i); i++ :: else -> break od
} }
