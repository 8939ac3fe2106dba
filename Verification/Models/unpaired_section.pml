/* readLock() and readUnlock(), whose depth is in memory, with a signal handler that locks and unlocks between any two steps.
   Inside the outermost pair the word must be set. One thread, so no memory model. */
#ifndef PAIRS
#define PAIRS 2
#endif
bit word, entered;
byte depth;
bit in_handler;

#define MAIN (!in_handler)
#define STEP(runs, effect) d_step { (runs) -> effect }

inline READ_LOCK(runs, copy) {
  STEP(runs, copy = word);
  if
  :: copy == 0 ->
    STEP(runs, word = 1);
#ifdef ENTERED_BEFORE_DEPTH
    STEP(runs, entered = 1); STEP(runs, copy = depth); STEP(runs, depth = copy + 1)
#else
    STEP(runs, copy = depth); STEP(runs, depth = copy + 1); STEP(runs, entered = 1)
#endif
  :: else ->
    STEP(runs, copy = depth); STEP(runs, depth = copy + 1)
  fi;
  copy = 0
}
inline READ_UNLOCK(runs, copy, was_entered) {
  STEP(runs, copy = depth); STEP(runs, depth = copy - 1);
  if
  :: copy == 1 ->
    STEP(runs, was_entered = entered);
    if :: was_entered -> STEP(runs, entered = 0); STEP(runs, word = 0) :: else fi
  :: else
  fi;
  copy = 0; was_entered = 0
}
#define PROTECTED(runs) STEP(runs, assert(word))

active proctype Main() {
  byte n, copy;
  bit was_entered, closure;
  do
  :: n < PAIRS ->
    if                                          /* sometimes inside a closure's section */
    :: STEP(MAIN, word = 1); closure = 1
    :: true
    fi;
    READ_LOCK(MAIN, copy); PROTECTED(MAIN);
    if
    :: READ_LOCK(MAIN, copy); PROTECTED(MAIN); READ_UNLOCK(MAIN, copy, was_entered); PROTECTED(MAIN)
    :: true
    fi;
    READ_UNLOCK(MAIN, copy, was_entered);
    if :: closure -> PROTECTED(MAIN); STEP(MAIN, word = 0); closure = 0 :: else fi;
    STEP(MAIN, assert(!word && !entered && depth == 0));
    n++
  :: else -> break
  od
}
active proctype Handler() {
  byte copy;
  bit was_entered;
end:
  do
  :: in_handler = 1;
    READ_LOCK(true, copy); PROTECTED(true); READ_UNLOCK(true, copy, was_entered);
    in_handler = 0
  od
}
