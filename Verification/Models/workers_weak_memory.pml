/* What a sender finds of a worker that goes up and down, on C++20's memory model; see workers.pml. Control makes the mailbox and frees it, the worker opens and
   empties it, a sender looks at the mask and pushes a letter. The grace period promises what RCU does: whoever it waited for happens before its end, and what
   came before its start is seen by all other sections. Every #ifdef but RELAXED_ADDRESS is a mutant. */
#ifndef SENDS
#define SENDS 2
#endif
#define CONTROL 0
#define WORKER 1
#define SENDER 2
#define NTHREADS 3
#define ADDRESS 0
#define ONLINE 1
#define WORD 2
#define NLOC 3
#define HISTORY (2 * SENDS + 9)
#define VERSIONS (1 + SENDS)                    /* the mailbox, and the letters */
#define LETTER(n) (1 + (n))
#include "views.h"

/* The word: marks, and the letters in it; an order is a letter of control's. */
#define CLOSED 1
#define ORDER 2
#define LETTERS(w) ((w) / 4)

/* A read-modify-write takes the newest store and goes on with what that one carries, a release sequence, whatever its own order is. */
#define EXCHANGE(t, l, when, update, acquire, release) d_step { (when) -> \
    word = NEWEST(l); VIEW(t, l) = last[l]; \
    if :: acquire -> FOR_ALL(NVIEW, RAISE(VIEW(t, x), CARRIED(l, last[l], x))) :: else fi; \
    STORED(l, last[l] + 1) = (update); last[l]++; VIEW(t, l) = last[l]; \
    FOR_ALL(NVIEW, CARRIED(l, last[l], x) = CARRIED(l, last[l] - 1, x); \
      if :: release -> RAISE(CARRIED(l, last[l], x), VIEW(t, x)) :: else fi) }
/* A plain access; two that neither happens before the other race. */
#define ACCESS(t, v) d_step { FOR_ALL(NTHREADS, assert(LAST_USE(x, v) <= VIEW(t, ACCESSES(x)))); \
  VIEW(t, ACCESSES(t)) = VIEW(t, ACCESSES(t)) + 1; LAST_USE(t, v) = VIEW(t, ACCESSES(t)) }

#ifdef RELAXED_LOOK
#define LOOK_ACQUIRE false
#else
#define LOOK_ACQUIRE true
#endif
#ifdef RELAXED_ONLINE
#define ONLINE_RELEASE false
#else
#define ONLINE_RELEASE true
#endif
#ifdef RELAXED_ADDRESS
#define ADDRESS_ACQUIRE false
#else
#define ADDRESS_ACQUIRE true
#endif
#ifdef RELAXED_PUSH
#define PUSH_RELEASE false
#else
#define PUSH_RELEASE true
#endif
#ifdef RELAXED_TAKE
#define TAKE_ACQUIRE false
#else
#define TAKE_ACQUIRE true
#endif

/* The grace period. */
bit in_section, awaited;
byte at_start[NVIEW], at_leave[NVIEW];
#define ENTER() d_step { in_section = 1; FOR_ALL(NVIEW, RAISE(VIEW(SENDER, x), at_start[x])) }
#define LEAVE() d_step { in_section = 0; awaited = 0; FOR_ALL(NVIEW, at_leave[x] = VIEW(SENDER, x)) }
inline SYNCHRONIZE() {
#ifndef NO_GRACE_PERIOD
  d_step { awaited = in_section; FOR_ALL(NVIEW, at_start[x] = VIEW(WORKER, x)) };
  d_step { !awaited -> FOR_ALL(NVIEW, RAISE(VIEW(WORKER, x), at_leave[x])) }
#else
  skip
#endif
}
/* A thread's start, and its end, order as they are promised to. */
bit started, ended;
#define HAND_OVER(from, to) FOR_ALL(NVIEW, RAISE(VIEW(to, x), VIEW(from, x)))

inline TAKE_ALL() {
  EXCHANGE(WORKER, WORD, NEWEST(WORD) > CLOSED, word & CLOSED, TAKE_ACQUIRE, true);
  do
  :: taken < LETTERS(word) -> ACCESS(WORKER, LETTER(read)); read++; taken++
  :: else -> break
  od;
  taken = 0
}
proctype Control() {
  byte word;
  ACCESS(CONTROL, 0);
  STORE(CONTROL, WORD, CLOSED, false);
  STORE(CONTROL, ADDRESS, 1, true);
  d_step { HAND_OVER(CONTROL, WORKER); started = 1 };
  EXCHANGE(CONTROL, WORD, true, word | ORDER, true, true);
  (ended);
  d_step { HAND_OVER(WORKER, CONTROL) };
  STORE(CONTROL, ADDRESS, 0, false);
  ACCESS(CONTROL, 0);                           /* freed */
  word = 0
}
proctype Worker() {
  byte word, read, taken;
  (started);
  TAKE_ALL();
  EXCHANGE(WORKER, WORD, true, word & ~CLOSED, false, false);
  EXCHANGE(WORKER, ONLINE, true, 1, true, ONLINE_RELEASE);
  do
  :: NEWEST(WORD) > CLOSED -> TAKE_ALL()
  :: true -> break
  od;
  skip;
  EXCHANGE(WORKER, ONLINE, true, 0, true, true);
  SYNCHRONIZE();
  EXCHANGE(WORKER, WORD, true, word | CLOSED, false, false);
  if :: NEWEST(WORD) > CLOSED -> TAKE_ALL() :: else fi;
  skip;
  ACCESS(WORKER, 0);
  d_step { word = 0; read = 0; ended = 1 }
}
proctype Sender() {
  byte n, sent, k, seen, word;
  do
  :: n < SENDS ->
    ENTER();
    LOAD(SENDER, ONLINE, k, seen, LOOK_ACQUIRE);
    if
    :: seen ->
      LOAD(SENDER, ADDRESS, k, seen, ADDRESS_ACQUIRE);
      assert(seen == 1);
      ACCESS(SENDER, LETTER(sent));
      LOAD(SENDER, WORD, k, seen, false);
      assert(!(seen & CLOSED));
      EXCHANGE(SENDER, WORD, true, word + 4, true, PUSH_RELEASE);
      assert(!(word & CLOSED));
      ACCESS(SENDER, 0);                        /* the event count, to wake */
      sent++
    :: else
    fi;
    LEAVE();
    d_step { n++; k = 0; seen = 0; word = 0 }
  :: else -> break
  od;
  skip;
  d_step { n = 0; sent = 0 }
}
init { atomic { run Control(); run Worker(); run Sender() } }
